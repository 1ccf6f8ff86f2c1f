import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../design/button.tsx';
import styles from './paging.module.css';

interface PagingProps {
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly onChange: (page: number) => void;
}

export const Paging = ({ page, pages, onChange }: PagingProps) => (
  <nav className={styles.paging} aria-label="Pages">
    <Button icon={<ChevronLeft aria-hidden />} disabled={page === 0} onClick={() => onChange(page - 1)}>
      Previous
    </Button>
    <span>
      Page {page + 1} of {pages}
    </span>
    <Button disabled={page + 1 >= pages} onClick={() => onChange(page + 1)}>
      Next <ChevronRight aria-hidden />
    </Button>
  </nav>
);
