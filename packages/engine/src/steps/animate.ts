import { CONTAINERS, type ConvertedFile, ok } from '@reelmill/core';
import { makeAnimation } from '@reelmill/ffmpeg';
import { sourcePart } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** A GIF or an animated WebP of a part of the source. */
export const animate: StepKind<'animate'> = {
  kind: 'animate',
  version: 2,
  usesToolchain: true,
  readsParts: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const { path, range } = sourcePart(inputs);
    const animated = await makeAnimation(toolchain, {
      inputPath: path,
      outputFolder: workFolder,
      animation: { params, trackIndex: range.trackIndex, firstFrameSeconds: range.startSeconds },
      signal,
      onProgress,
    });
    if (!animated.ok) return animated;
    const { made, warnings } = animated.value;
    const { mediaType } = CONTAINERS[params.container];
    const entry = await keep(params.fileName, mediaType, { file: animated.value.path });
    const facts: ConvertedFile = {
      url: entry.path,
      fileName: params.fileName,
      container: params.container,
      mediaType,
      videoCodec: params.container,
      width: made.width,
      height: made.height,
      frameRate: params.frameRate.num / params.frameRate.den,
      ...{ audioCodec: null, channels: null, sampleRateHz: null, loudness: null },
      durationSeconds: made.durationSeconds,
      sizeBytes: entry.sizeBytes,
    };
    return ok({ entries: [entry], facts, warnings, isDoubtful: warnings.length > 0 });
  }),
};
