import type { Asset, JobSummary } from '@reelmill/core';
import type { Tone } from '../design/badge.tsx';

const STAGE_WORDS: Readonly<Record<JobSummary['stage'], string>> = {
  waiting: 'Waiting',
  checking: 'Checking',
  preparing: 'Preparing',
  encoding: 'Encoding',
  packaging: 'Packaging',
  done: 'Ready',
};

export const stageWord = (job: JobSummary): string =>
  job.state === 'paused' ? 'Paused' : STAGE_WORDS[job.stage];

export const JOB_STATES: Readonly<
  Record<JobSummary['state'], { readonly word: string; readonly tone: Tone }>
> = {
  queued: { word: 'Waiting', tone: 'neutral' },
  running: { word: 'Running', tone: 'work' },
  paused: { word: 'Paused', tone: 'warn' },
  succeeded: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
};

export const ASSET_STATES: Readonly<Record<Asset['state'], { readonly word: string; readonly tone: Tone }>> =
  {
    processing: { word: 'Processing', tone: 'work' },
    ready: { word: 'Ready', tone: 'good' },
    failed: { word: 'Failed', tone: 'bad' },
    cancelled: { word: 'Cancelled', tone: 'neutral' },
  };
