import type { UploadHandle } from '@reelmill/client';

/** How uploads stand: one line that is written anew on a terminal, and anywhere else one whenever a file has its end. */
export const createUploadLine = (out: NodeJS.WriteStream | null) => {
  let last = '';
  return {
    show: (uploads: readonly UploadHandle[]): void => {
      const ended = uploads.filter(({ status }) => HAS_ENDED.has(status.state)).length;
      const words = `${ended} of ${uploads.length} files`;
      const progress = uploads.reduce((sum, { status }) => sum + status.progress, 0) / uploads.length;
      const isWaiting = uploads.some(({ status }) => status.state === 'waiting');
      const tail = isWaiting ? ', waiting for the server' : '';
      if (out?.isTTY) out.write(`\r\u001b[K${words}, ${Math.floor(progress * 100)} %${tail}`);
      else if (out && words !== last) out.write(`${words}\n`);
      last = words;
    },
    clear: (): void => {
      if (out?.isTTY) out.write('\r\u001b[K');
    },
  };
};

/** Without anything of its own to do any more. */
export const HAS_ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled', 'needs-file']);
