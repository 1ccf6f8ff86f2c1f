import { ChevronDown } from 'lucide-react';
import type { SelectHTMLAttributes } from 'react';
import styles from './select.module.css';

/** The browser's own menu in our clothes: it works by keyboard, touch and screen reader as people expect. */
export const Select = ({ children, className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) => (
  <span className={`${styles.box} ${className ?? ''}`}>
    <select className={styles.select} {...rest}>
      {children}
    </select>
    <ChevronDown aria-hidden className={styles.arrow} />
  </span>
);
