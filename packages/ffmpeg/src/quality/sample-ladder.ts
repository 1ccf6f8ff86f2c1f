import {
  err,
  failure,
  type LadderSample,
  ok,
  type Result,
  type SampleLadderParams,
  type SourceRange,
  scoreOfFrames,
  toNumber,
} from '@reelmill/core';
import { encodeVideo } from '../encode-video/encode-video.ts';
import { rungFile } from '../encode-video/video-arguments.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import type { Comparison } from './compare-graph.ts';
import { measureQuality } from './measure-quality.ts';

interface Sampled {
  readonly facts: LadderSample;
  /** ffmpeg found nothing wrong with the source. */
  readonly isClean: boolean;
}

/**
 * Encodes a few seconds of the source at one rate factor after another, all rungs from one decode, and scores each in its
 * own size and scaled up to the next larger rung's.
 */
export const sampleLadder = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly folder: string;
    readonly range: SourceRange;
    readonly params: SampleLadderParams;
    readonly signal: AbortSignal;
    /** Share done, 0 to 1. */
    readonly onProgress: (share: number) => void;
  },
): Promise<Result<Sampled>> => {
  const { inputPath, folder, range, params, signal } = request;
  const tries: LadderSample['tries'] = [];
  let isClean = true;
  for (const [position, crf] of params.crfs.entries()) {
    const chunk = {
      range,
      rungs: params.rungs.map((rung) => ({ ...rung, encoding: { ...rung.encoding, crf } })),
    };
    const encoded = await encodeVideo(toolchain, {
      inputPath,
      outputFolder: folder,
      chunk,
      signal,
      onProgress: () => undefined,
    });
    if (!encoded.ok) return encoded;
    const compared = chunk.rungs.flatMap((rung, at): (Comparison & { readonly made: number })[] => [
      { made: at, rung: at, size: rung.rung },
      ...(at > 0 ? [{ made: at, rung: at - 1, size: rung.rung }] : []),
    ]);
    const scored = await measureQuality(toolchain, {
      inputPath,
      folder,
      chunk,
      comparisons: compared,
      files: compared.map(({ made }) => ({
        name: rungFile((chunk.rungs[made] ?? unmade()).rung),
        frames: encoded.value.renditions[made]?.sampleCount ?? 0,
      })),
      vmaf: false,
      signal,
    });
    if (!scored.ok) return scored;
    const { scores } = scored.value;
    if (scores.some((frames) => frames.length === 0)) return err(NO_PICTURES);
    isClean &&= encoded.value.warnings.length === 0 && scored.value.isClean;
    const ssims = scores.map((frames) => scoreOfFrames(frames).ssim);
    const ssimOf = (made: number, rung: number): number | null =>
      ssims[compared.findIndex((one) => one.made === made && one.rung === rung)] ?? null;
    chunk.rungs.forEach(({ rung }, at) => {
      const segments = encoded.value.renditions[at]?.segments ?? [];
      tries.push({
        rung: rung.name,
        crf,
        sizeBytes: segments.reduce((sum, { startByte, endByte }) => sum + endByte - startByte, 0),
        ssim: ssimOf(at, at) ?? 0,
        upscaledSsim: ssimOf(at, at - 1),
      });
    });
    request.onProgress((position + 1) / params.crfs.length);
  }
  const [first] = params.rungs;
  const durationSeconds = first ? (first.endTicks - first.startTicks) * toNumber(first.timeBase) : 0;
  return ok({ facts: { durationSeconds, tries }, isClean });
};

const NO_PICTURES = failure('MEDIA_DAMAGED', 'bad-input', 'A sample of the video holds no picture.');

const unmade = (): never => {
  throw new Error('only rungs that were made are compared');
};
