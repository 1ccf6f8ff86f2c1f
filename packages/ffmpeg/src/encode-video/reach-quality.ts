import {
  type EncodeVideoParams,
  type FrameScore,
  MOST_CRF_CORRECTION,
  ok,
  type QualityLimit,
  type Result,
  scoreOfFrames,
} from '@reelmill/core';
import type { SegmentedFile } from '../verify/segmented-file.ts';
import type { ChunkRequest } from './chunk-request.ts';
import { decoderBuffer } from './decoder-buffer.ts';
import type { EncodedChunk } from './encoded-chunk.ts';

const MOST_CORRECTIONS = 2;
const CRF_STEP = 0.5;
/** By how much the logarithm of what is lost falls with each step of the rate factor, about. */
const LOSS_PER_CRF = 0.1;

interface QualityTools {
  readonly encode: (chunk: ChunkRequest) => Promise<Result<EncodedChunk>>;
  /** Scores of every picture that was encoded, for each rung in its order. */
  readonly measure: (
    chunk: ChunkRequest,
    encoded: EncodedChunk,
  ) => Promise<Result<readonly (readonly FrameScore[])[]>>;
}

/**
 * Encodes a chunk and measures it. Rungs below their target are encoded again, alone, with a rate factor that is lower
 * by what they lack: at most twice, and never further from the planned one than a neighbour may be (docs/decisions/0030).
 * A rung may stay below, because its cap or its rate factor allows no better: it is said which.
 */
export const reachQuality = async (
  chunk: ChunkRequest,
  { encode, measure }: QualityTools,
): Promise<Result<EncodedChunk>> => {
  const first = await encode(chunk);
  if (!first.ok) return first;
  const scored = await measure(chunk, first.value);
  if (!scored.ok) return scored;
  let rungs = chunk.rungs.map((params, rung) => {
    const file = first.value.renditions[rung];
    if (!file) throw new Error('there is a rendition for every rung');
    return { planned: params, params, file, ssim: ssimOf(scored.value[rung]), encodes: 1 };
  });
  for (let corrections = 0; corrections < MOST_CORRECTIONS; corrections += 1) {
    const short = rungs.flatMap((rung) => {
      const params = corrected(rung);
      return params ? [{ ...rung, params }] : [];
    });
    if (short.length === 0) break;
    const again = { ...chunk, rungs: short.map(({ params }) => params) };
    const encoded = await encode(again);
    if (!encoded.ok) return encoded;
    const rescored = await measure(again, encoded.value);
    if (!rescored.ok) return rescored;
    rungs = rungs.map((rung) => {
      const position = short.findIndex(({ planned }) => planned === rung.planned);
      const file = encoded.value.renditions[position];
      const params = short[position]?.params;
      if (!file || !params) return rung;
      return { ...rung, params, file, ssim: ssimOf(rescored.value[position]), encodes: rung.encodes + 1 };
    });
  }
  return ok({
    renditions: rungs.map(({ file }) => file),
    qualities: rungs.map((rung) => {
      const { params, ssim, encodes } = rung;
      return { ssim, crf: crfOf(params), encodes, limit: limitOf(rung) };
    }),
    warnings: first.value.warnings,
  });
};

const ssimOf = (frames: readonly FrameScore[] | undefined): number =>
  frames && frames.length > 0 ? scoreOfFrames(frames).ssim : 1;

const crfOf = ({ encoding }: EncodeVideoParams): number => {
  if (!('crf' in encoding)) throw new Error('a target is planned for encodes with a rate factor only');
  return encoding.crf;
};

/** Undefined where it is good enough, or may not be changed further. */
const corrected = (rung: {
  readonly planned: EncodeVideoParams;
  readonly params: EncodeVideoParams;
  readonly ssim: number;
}): EncodeVideoParams | undefined => {
  const { planned, params, ssim } = rung;
  const target = planned.targetSsim ?? 0;
  if (ssim >= target || !('crf' in params.encoding)) return undefined;
  const lacking = Math.log((1 - ssim) / (1 - target)) / LOSS_PER_CRF;
  const step = Math.max(CRF_STEP, Math.ceil(lacking / CRF_STEP) * CRF_STEP);
  const least = Math.max(crfOf(planned) - MOST_CRF_CORRECTION, planned.leastCrf ?? 0);
  const crf = Math.max(least, params.encoding.crf - step);
  return crf < params.encoding.crf ? { ...params, encoding: { ...params.encoding, crf } } : undefined;
};

/** Share of its cap that rate control makes a segment fill when it is the cap that decides. */
const NEAR_CAP = 0.9;

const limitOf = ({
  planned,
  file,
  ssim,
}: {
  readonly planned: EncodeVideoParams;
  readonly file: SegmentedFile;
  readonly ssim: number;
}): QualityLimit | null => {
  if (ssim >= (planned.targetSsim ?? 0)) return null;
  const buffer = decoderBuffer(planned);
  const isFull = file.segments.some(({ startByte, endByte, durationSeconds }) => {
    // As much as a full buffer may come at once, whatever the rate.
    const most = buffer && Math.max(buffer.bufferBits, buffer.maxBitrateBps * durationSeconds);
    return most !== undefined && (endByte - startByte) * 8 >= NEAR_CAP * most;
  });
  return isFull ? 'bitrate-cap' : 'rate-factor';
};
