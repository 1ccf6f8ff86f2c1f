import { type EncodeVideoParams, err, failure, type Result, toNumber } from '@reelmill/core';
import type { SegmentedFile } from '../verify/segmented-file.ts';
import type { ChunkRequest } from './chunk-request.ts';

const MOST_ENCODES = 4;
/** Less of the ceiling than this is worth another encode, once. */
const ENOUGH_SHARE = 0.9;
/** A rate that came out far too small is no reason to believe in one many times as high. */
const LARGEST_RAISE = 2;
const LARGEST_CUT = 0.25;

/**
 * Encodes a chunk, and again at a corrected rate while it is larger than its ceiling; once more where it is much smaller.
 * Fails when even that does not bring it below. Chunks without a ceiling are encoded once.
 */
export const fitSize = async <Encoded extends { readonly renditions: readonly SegmentedFile[] }>(
  chunk: ChunkRequest,
  encode: (chunk: ChunkRequest) => Promise<Result<Encoded>>,
): Promise<Result<Encoded>> => {
  const [params] = chunk.rungs;
  const ceilingBytes = params && ceilingOf(params);
  if (ceilingBytes === undefined) return encode(chunk);
  let factor = 1;
  for (let encodes = 1; encodes <= MOST_ENCODES; encodes += 1) {
    const encoded = await encode(atRate(chunk, factor));
    if (!encoded.ok) return encoded;
    const share = Math.max(...encoded.value.renditions.map(mediaBytes)) / ceilingBytes;
    if (share <= 1 && (share >= ENOUGH_SHARE || encodes > 1)) return encoded;
    factor *= Math.min(LARGEST_RAISE, Math.max(LARGEST_CUT, 0.98 / share));
  }
  return err(
    failure(
      'TARGET_SIZE_TOO_SMALL',
      'unsupported',
      'The video cannot be made as small as asked for at this size; ask for a larger file, fewer pixels or fewer frames a second.',
    ),
  );
};

/** Bytes of pictures the chunk may have; undefined where there is no limit. */
const ceilingOf = ({ encoding, startTicks, endTicks, timeBase }: EncodeVideoParams): number | undefined =>
  'isCeiling' in encoding && encoding.isCeiling
    ? (encoding.bitrateBps / 8) * (endTicks - startTicks) * toNumber(timeBase)
    : undefined;

const atRate = (chunk: ChunkRequest, factor: number): ChunkRequest => ({
  ...chunk,
  rungs: chunk.rungs.map((params) => {
    const { encoding } = params;
    return 'bitrateBps' in encoding
      ? { ...params, encoding: { ...encoding, bitrateBps: Math.round(encoding.bitrateBps * factor) } }
      : params;
  }),
});

const mediaBytes = ({ segments }: SegmentedFile): number =>
  segments.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0);
