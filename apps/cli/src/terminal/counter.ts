import { formatBytes } from '@reelmill/core';

/** How much has been read, on a terminal; nothing anywhere else. */
export const createCounter = (out: NodeJS.WriteStream) => {
  let blobs = 0;
  let bytes = 0;
  return {
    add: (sizeBytes: number): void => {
      blobs += 1;
      bytes += sizeBytes;
      if (out.isTTY) out.write(`\r\u001b[K${blobs} blobs read, ${formatBytes(bytes)}`);
    },
    clear: (): void => {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
};
