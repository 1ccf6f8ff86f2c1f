import { Hourglass } from 'lucide-react';
import { formatClock } from '../design/format.ts';
import styles from './growing-note.module.css';

/** How much there is of a stream that is being made. */
export interface Growing {
  readonly untilSeconds: number;
  readonly totalSeconds: number | null;
  readonly isPaused: boolean;
}

export const GrowingNote = ({
  growing: { untilSeconds, totalSeconds, isPaused },
}: {
  readonly growing: Growing;
}) => (
  <p className={styles.note} data-testid="playable-until">
    <Hourglass aria-hidden />
    <span>
      Playable up to <strong>{formatClock(untilSeconds)}</strong>
      {totalSeconds === null ? null : ` of ${formatClock(totalSeconds)}`}
    </span>
    <span className={styles.rest}>
      {isPaused ? 'The rest waits until the job is resumed.' : 'The rest is being made.'}
    </span>
  </p>
);
