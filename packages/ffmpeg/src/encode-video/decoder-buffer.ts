import type { EncodeVideoParams } from '@reelmill/core';

/** What every decoder is taken to have, as a multiple of the bitrate cap: two seconds of it. */
const BUFFER_SECONDS = 2;
/** How full it is when playing starts. */
const FILL_AT_START = 0.9;
/** How full a chunk takes it to be that comes after another: enough for a good first picture. */
const FILL_AT_JOIN = 0.25;

export interface DecoderBuffer {
  readonly maxBitrateBps: number;
  readonly bufferBits: number;
  /** Share of it, 0 to 1. */
  readonly initialFill: number;
}

/**
 * What an encoder is told of the decoder's buffer. It may empty the buffer by the end of its chunk and knows nothing of
 * the next, which takes some fill for granted. So it is told of a smaller buffer, filled more slowly: what it does not
 * know of grows, within a single segment, to just what the next chunk starts with. Rate and size are the same for all
 * chunks of a rung, because decoders are told of them once. Undefined for a rung without a cap. Pure.
 */
export const decoderBuffer = ({
  rung: { maxBitrateBps },
  segmentSeconds,
  firstSegment,
  isWhole,
}: EncodeVideoParams): DecoderBuffer | undefined => {
  if (maxBitrateBps === null) return undefined;
  const realBits = maxBitrateBps * BUFFER_SECONDS;
  if (isWhole) return { maxBitrateBps, bufferBits: realBits, initialFill: FILL_AT_START };
  const bufferBits = Math.round(realBits / (1 + FILL_AT_JOIN));
  return {
    maxBitrateBps: Math.round(maxBitrateBps - (bufferBits * FILL_AT_JOIN) / segmentSeconds),
    bufferBits,
    initialFill: firstSegment === 1 ? FILL_AT_START : FILL_AT_JOIN,
  };
};
