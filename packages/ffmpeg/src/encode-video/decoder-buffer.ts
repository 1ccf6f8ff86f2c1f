import { type EncodeVideoParams, toNumber } from '@reelmill/core';

/** What every decoder is taken to have, as a multiple of the bitrate cap: two seconds of it. */
const BUFFER_SECONDS = 2;
/** How full it is when playing starts. */
const FILL_AT_START = 0.9;
/** How full a chunk takes it to be that comes after another: enough for a good first picture. */
const FILL_AT_JOIN = 0.3;

/**
 * What an encoder is told of the decoder's buffer. It may empty the buffer by the end of its chunk and knows nothing of
 * the next, which takes some fill for granted. So it is told of a smaller buffer, filled more slowly: what it does not
 * know of grows, within a chunk, to just what the next one starts with. Pure.
 */
export const decoderBuffer = (
  params: EncodeVideoParams,
): { readonly maxBitrateBps: number; readonly bufferBits: number; readonly initialFill: number } => {
  const { maxBitrateBps } = params.rung;
  const realBits = maxBitrateBps * BUFFER_SECONDS;
  if (params.isWhole) return { maxBitrateBps, bufferBits: realBits, initialFill: FILL_AT_START };
  const bufferBits = Math.round(realBits / (1 + FILL_AT_JOIN));
  const chunkSeconds = (params.endTicks - params.startTicks) * toNumber(params.timeBase);
  const handedOnBits = bufferBits * FILL_AT_JOIN;
  return {
    // A chunk has a segment at least, though its first picture may come late and its last be followed early.
    maxBitrateBps: Math.round(maxBitrateBps - handedOnBits / Math.max(chunkSeconds, params.segmentSeconds)),
    bufferBits,
    initialFill: params.firstSegment === 1 ? FILL_AT_START : FILL_AT_JOIN,
  };
};
