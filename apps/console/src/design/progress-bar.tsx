import styles from './progress-bar.module.css';

interface ProgressBarProps {
  /** 0 to 1. */
  readonly value: number;
  readonly label: string;
  readonly tone?: 'work' | 'good' | 'bad' | 'still';
  readonly testId?: string;
  readonly className?: string;
}

export const ProgressBar = ({ value, label, tone = 'work', testId, className = '' }: ProgressBarProps) => (
  <div
    className={`${styles.track} ${className}`}
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- <progress> cannot be styled alike everywhere
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={Math.floor(value * 100)}
    data-testid={testId}
  >
    <div
      className={`${styles.fill} ${styles[tone]}`}
      style={{ transform: `scaleX(${Math.max(0.004, value)})` }}
    />
  </div>
);
