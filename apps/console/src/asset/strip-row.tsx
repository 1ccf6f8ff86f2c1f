import type { Step } from '@reelmill/core';
import { Check, CircleAlert, CircleDashed, Loader } from 'lucide-react';
import { formatSeconds } from '../design/format.ts';
import styles from './step-list.module.css';

type Look = 'idle' | 'running' | 'done' | 'failed';

const ICONS = { idle: CircleDashed, running: Loader, done: Check, failed: CircleAlert } as const;

interface Chunk {
  readonly name: string;
  readonly look: Look;
  readonly progress: number;
}

interface StripRowProps {
  readonly name: string;
  /** Every rung of every chunk, or whatever else is made in parts. */
  readonly steps: readonly Step[];
  /** The job's own error: not repeated at the step that caused it. */
  readonly saidAlready: string | undefined;
}

/** What is made in many parts in one row: a strip with a cell for each chunk, filling up in the order people watch. */
export const StripRow = ({ name, steps, saidAlready }: StripRowProps) => {
  const chunks = chunksOf(steps);
  const done = chunks.filter((chunk) => chunk.look === 'done').length;
  const look = lookOf(steps);
  const Icon = ICONS[look];
  const cached = steps.every((step) => step.state === 'cached');
  const errors = new Set(
    steps.flatMap((step) => (step.error && step.error.message !== saidAlready ? [step.error.message] : [])),
  );
  return (
    <li className={styles.step} data-testid="step-row" data-state={look}>
      <span className={`${styles.icon} ${styles[look]}`} aria-hidden>
        <Icon />
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.state}>
        {look === 'done' ? (cached ? 'cached' : timeOf(steps)) : `${done} of ${chunks.length} parts`}
      </span>
      <span className={styles.strip} aria-hidden>
        {chunks.map((chunk) => (
          <span key={chunk.name} className={`${styles.cell} ${styles[chunk.look]}`}>
            <span style={{ width: `${chunk.progress * 100}%` }} />
          </span>
        ))}
      </span>
      {[...errors].map((message) => (
        <span key={message} className={styles.error}>
          {message}
        </span>
      ))}
    </li>
  );
};

/** Steps are named after their chunk and rung, `video-0003-720p`; what has no chunks is a part by itself. */
const chunksOf = (steps: readonly Step[]): readonly Chunk[] =>
  [...Map.groupBy(steps, (step) => /video-\d+/.exec(step.key)?.[0] ?? step.key)].map(([name, rungs]) => ({
    name,
    look: lookOf(rungs),
    progress: rungs.reduce((sum, step) => sum + (isDone(step) ? 1 : step.progress), 0) / rungs.length,
  }));

const isDone = (step: Step): boolean => step.state === 'executed' || step.state === 'cached';

const lookOf = (steps: readonly Step[]): Look => {
  if (steps.every(isDone)) return 'done';
  if (steps.some((step) => step.state === 'failed')) return 'failed';
  return steps.some((step) => step.state === 'running') ? 'running' : 'idle';
};

/** From the first start to the last end: chunks run side by side. */
const timeOf = (steps: readonly Step[]): string => {
  const times = (of: (step: Step) => string | null): readonly number[] =>
    steps.flatMap((step) => Date.parse(of(step) ?? '') || []);
  const starts = times((step) => (step.state === 'executed' ? step.startedAt : null));
  const ends = times((step) => (step.state === 'executed' ? step.finishedAt : null));
  return starts.length > 0 ? formatSeconds((Math.max(...ends) - Math.min(...starts)) / 1000) : '';
};
