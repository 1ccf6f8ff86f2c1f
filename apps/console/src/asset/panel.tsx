import type { ReactNode } from 'react';
import styles from './panel.module.css';

export const Panel = ({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section className={styles.panel} aria-label={title}>
    <div className={styles.head}>
      <h2>{title}</h2>
      {action}
    </div>
    {children}
  </section>
);
