import type { Step } from '@reelmill/core';
import { Ban, Check, CircleAlert, CircleDashed, Loader, Zap } from 'lucide-react';
import type { ComponentType } from 'react';
import { formatPercent, formatSeconds } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import styles from './step-list.module.css';
import { inRows } from './step-rows.ts';
import { StripRow } from './strip-row.tsx';

const LOOKS: Readonly<
  Record<Step['state'], { readonly word: string; readonly icon: ComponentType; readonly style: string }>
> = {
  waiting: { word: 'waiting', icon: CircleDashed, style: 'idle' },
  ready: { word: 'queued', icon: CircleDashed, style: 'idle' },
  running: { word: 'running', icon: Loader, style: 'running' },
  executed: { word: 'done', icon: Check, style: 'done' },
  cached: { word: 'cached', icon: Zap, style: 'done' },
  failed: { word: 'failed', icon: CircleAlert, style: 'failed' },
  cancelled: { word: 'cancelled', icon: Ban, style: 'idle' },
};

interface StepListProps {
  readonly steps: readonly Step[];
  /** The job's own error: not repeated at the step that caused it. */
  readonly saidAlready: string | undefined;
}

export const StepList = ({ steps, saidAlready }: StepListProps) => (
  <ol className={styles.steps} aria-label="Steps">
    {inRows(steps).map(({ id, name, steps: [first, ...others] }) =>
      first && others.length === 0 && first.kind !== 'encode-video' ? (
        <StepRow key={id} name={name} step={first} saidAlready={saidAlready} />
      ) : (
        <StripRow key={id} name={name} steps={first ? [first, ...others] : []} saidAlready={saidAlready} />
      ),
    )}
  </ol>
);

const StepRow = ({
  name,
  step,
  saidAlready,
}: { readonly name: string; readonly step: Step } & Pick<StepListProps, 'saidAlready'>) => {
  const { word, icon: Icon, style } = LOOKS[step.state];
  const isShowingProgress = step.state === 'running' && step.progress > 0;
  return (
    <li className={styles.step} data-testid="step-row" data-state={step.state} title={step.key}>
      <span className={`${styles.icon} ${styles[style]}`} aria-hidden>
        <Icon />
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.state}>
        <span className={step.state === 'executed' ? 'visually-hidden' : undefined}>
          {isShowingProgress ? formatPercent(step.progress) : word}
        </span>
        {timeOf(step)}
      </span>
      {isShowingProgress ? (
        <ProgressBar value={step.progress} label={`${name}: progress`} className={styles.bar} />
      ) : null}
      {step.error && step.error.message !== saidAlready ? (
        <span className={styles.error}>{step.error.message}</span>
      ) : null}
      {step.attempts.length > 1 ? <Attempts step={step} /> : null}
    </li>
  );
};

/** Only worth a line when the first try was not the last. */
const Attempts = ({ step }: { readonly step: Step }) => (
  <details className={styles.attempts}>
    <summary>{step.attempts.length} tries</summary>
    <ol>
      {step.attempts.map((attempt) => (
        <li key={attempt.epoch}>
          {OUTCOMES[attempt.outcome]}
          {attempt.error ? `: ${attempt.error.message}` : ''}
        </li>
      ))}
    </ol>
  </details>
);

const OUTCOMES: Readonly<Record<Step['attempts'][number]['outcome'], string>> = {
  running: 'Running now',
  executed: 'Done',
  failed: 'Failed',
  lost: 'The worker was lost',
  cancelled: 'Cancelled',
};

const timeOf = (step: Step): string => {
  if (step.state !== 'executed' || !step.startedAt || !step.finishedAt) return '';
  return formatSeconds((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000);
};
