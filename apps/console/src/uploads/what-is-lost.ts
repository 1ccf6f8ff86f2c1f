import type { UploadHandle } from '@reelmill/client';
import { formatBytes } from '@reelmill/core';

/** The question before an upload is given up. */
interface Loss {
  readonly title: string;
  readonly text: string;
  readonly confirmWord: string;
}

/** What somebody would lose by giving an upload up; null where that is nothing. */
export const whatIsLost = ({
  name,
  atStake,
  status,
}: Pick<UploadHandle, 'name' | 'atStake' | 'status'>): Loss | null => {
  switch (atStake) {
    case 'nothing':
      return null;
    case 'bytes':
      return {
        title: `Give “${name}” up?`,
        text: `The ${formatBytes(status.bytesSent)} that were sent are thrown away; another time they are sent again.`,
        confirmWord: 'Give up',
      };
    case 'asset':
      return {
        title: `Delete “${name}”?`,
        text: 'It has arrived. What is here of it, and everything made from it so far, is removed. This cannot be undone; your own file stays.',
        confirmWord: 'Delete for good',
      };
    case 'job':
      return {
        title: `Drop the new file “${name}”?`,
        text: 'It has arrived. What is being made from it is stopped, and the video stays as it was before.',
        confirmWord: 'Drop it',
      };
  }
};
