import type { UploadStatus } from '@reelmill/client';

/** What a listener is told when it changes; the stages of making are not worth an interruption each. */
export const spokenStage = ({ state, stage, wasHere }: UploadStatus): string => {
  switch (state) {
    case 'queued':
      return 'waits for its turn';
    case 'active':
      if (stage !== 'process') return 'is being sent';
      return wasHere ? 'is already here' : 'has arrived and is being made';
    case 'waiting':
      return 'waits for the network and goes on by itself';
    case 'elsewhere':
      return 'runs in another tab';
    case 'paused':
      return 'is paused';
    case 'needs-file':
      return 'has to be chosen again';
    case 'failed':
      return stage === 'process' ? 'could not be made' : 'could not be sent';
    case 'cancelled':
      return 'is given up';
    case 'done':
      return 'can be played';
  }
};
