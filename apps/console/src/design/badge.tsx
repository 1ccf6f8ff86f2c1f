import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'neutral' | 'work' | 'good' | 'bad' | 'warn';

export const Badge = ({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) => <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
