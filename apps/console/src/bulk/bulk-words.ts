import type { Bulk, BulkItemState } from '@reelmill/core';
import type { Tone } from '../design/badge.tsx';
import { JOB_STATES } from '../library/job-words.ts';

interface Word {
  readonly word: string;
  readonly tone: Tone;
}

export const ITEM_STATES: Readonly<Record<BulkItemState, Word>> = {
  waiting: { word: 'Not begun', tone: 'neutral' },
  ...JOB_STATES,
};

/** What it does, as its heading says. */
export const bulkTitle = ({ recipeName, items: { total } }: Bulk): string =>
  `${recipeName} on ${total === 1 ? '1 video' : `${total} videos`}`;

export const BULK_STATES: Readonly<Record<Bulk['state'], Word>> = {
  running: JOB_STATES.running,
  succeeded: JOB_STATES.succeeded,
  failed: { word: 'Done, some failed', tone: 'bad' },
  cancelled: JOB_STATES.cancelled,
};
