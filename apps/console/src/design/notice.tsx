import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  readonly tone?: 'neutral' | 'bad' | 'warn';
  readonly isAlert?: boolean;
  /** Whether it is all a page has to say: its title then heads the page. */
  readonly isPage?: boolean;
}

/** A block that says something instead of content: nothing yet, nothing found, something wrong. */
export const Notice = ({
  title,
  children,
  icon,
  action,
  tone = 'neutral',
  isAlert = false,
  isPage = false,
}: NoticeProps) => (
  <div className={`${styles.notice} ${styles[tone]}`} role={isAlert ? 'alert' : undefined}>
    {icon ? <div className={styles.icon}>{icon}</div> : null}
    {isPage ? <h1 className={styles.title}>{title}</h1> : <h2>{title}</h2>}
    {children ? <div className={styles.text}>{children}</div> : null}
    {action ? <div className={styles.action}>{action}</div> : null}
  </div>
);

/** The same in one line, inside other content. */
export const Callout = ({
  tone,
  children,
  icon,
}: {
  readonly tone: 'bad' | 'warn' | 'neutral';
  readonly children: ReactNode;
  readonly icon?: ReactNode;
}) => (
  <div className={`${styles.callout} ${styles[`${tone}Callout`]}`}>
    {icon}
    <div>{children}</div>
  </div>
);
