import type { UploadHandle } from '@reelmill/client';
import type { JobSummary } from '@reelmill/core';

/** What a listener is told when it changes; the stages of making are not worth an interruption each. */
export const spokenStage = (
  state: UploadHandle['state'],
  job: Pick<JobSummary, 'state'> | undefined,
): string => {
  switch (state) {
    case 'queued':
      return 'waits for its turn';
    case 'uploading':
      return 'is being sent';
    case 'waiting-for-network':
      return 'waits for the network and goes on by itself';
    case 'paused':
      return 'is paused';
    case 'failed':
      return 'could not be sent';
    case 'cancelled':
      return 'is given up';
    case 'complete':
      return spokenJob(job?.state);
  }
};

const spokenJob = (state: JobSummary['state'] | undefined): string => {
  if (state === 'succeeded') return 'can be played';
  if (state === 'failed') return 'could not be made';
  if (state === 'paused') return 'is paused';
  return state === 'cancelled' ? 'is given up' : 'has arrived and is being made';
};
