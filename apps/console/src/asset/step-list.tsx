import type { Step } from '@reelmill/core';
import { Ban, Check, CircleAlert, CircleDashed, Loader, Zap } from 'lucide-react';
import type { ComponentType } from 'react';
import { formatPercent, formatSeconds } from '../design/format.ts';
import styles from './step-list.module.css';

const NAMES: Readonly<Record<string, string>> = {
  probe: 'Read the facts',
  poster: 'Take the poster',
  'encode-video': 'Encode the video',
  'encode-audio': 'Encode the sound',
  'package-hls': 'Write the playlists',
};

const LOOKS: Readonly<
  Record<Step['state'], { readonly word: string; readonly icon: ComponentType; readonly style: string }>
> = {
  waiting: { word: 'waiting', icon: CircleDashed, style: 'idle' },
  ready: { word: 'due', icon: CircleDashed, style: 'idle' },
  running: { word: 'running', icon: Loader, style: 'running' },
  executed: { word: 'done', icon: Check, style: 'done' },
  cached: { word: 'cached', icon: Zap, style: 'done' },
  failed: { word: 'failed', icon: CircleAlert, style: 'failed' },
  cancelled: { word: 'cancelled', icon: Ban, style: 'idle' },
};

export const StepList = ({ steps }: { readonly steps: readonly Step[] }) => (
  <ol className={styles.steps}>
    {steps.map((step) => (
      <StepRow key={step.key} step={step} />
    ))}
  </ol>
);

const StepRow = ({ step }: { readonly step: Step }) => {
  const { word, icon: Icon, style } = LOOKS[step.state];
  return (
    <li className={styles.step} data-testid="step-row" data-state={step.state}>
      <span className={`${styles.icon} ${styles[style]}`} aria-hidden>
        <Icon />
      </span>
      <span className={styles.name}>{NAMES[step.kind] ?? step.key}</span>
      <span className={styles.state}>
        {step.state === 'running' && step.progress > 0 ? formatPercent(step.progress) : word}
        {timeOf(step)}
        {step.attempts.length > 1 ? ` · ${step.attempts.length} tries` : ''}
      </span>
      {step.error ? <span className={styles.error}>{step.error.message}</span> : null}
    </li>
  );
};

const timeOf = (step: Step): string => {
  if (step.state !== 'executed' || !step.startedAt || !step.finishedAt) return '';
  return ` · ${formatSeconds((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000)}`;
};
