import { createHash } from 'node:crypto';
import type { Digest } from '@reelmill/core';

/** A body that was said to have a digest. */
export interface CheckedBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whether it was something else. Valid once `chunks` has ended. */
  readonly wasOther: () => boolean;
}

/** Ends before the last chunk of a body that is not what it was said to be: whoever keeps whole bodies keeps nothing of it. */
export const checkedBody = (body: AsyncIterable<Uint8Array>, sha256: Digest): CheckedBody => {
  let isOther = false;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    let last: Uint8Array | undefined;
    for await (const chunk of body) {
      if (chunk.length === 0) continue;
      hash.update(chunk);
      if (last) yield last;
      last = chunk;
    }
    isOther = hash.digest('hex') !== sha256;
    if (last && !isOther) yield last;
  };
  return { chunks: chunks(), wasOther: () => isOther };
};
