import { type AudioFacts, ok } from '@reelmill/core';
import { encodeAudio as runEncode } from '@reelmill/ffmpeg';
import { segmentFragments } from './segment-fragments.ts';
import { sourcePath } from './step-inputs.ts';
import type { StepKind } from './step-kind.ts';

/** The sound as one stereo AAC rendition of exactly the video's length, cut into CMAF segments. */
export const encodeAudio: StepKind<'encode-audio'> = {
  kind: 'encode-audio',
  version: 1,
  usesToolchain: true,
  run: async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const encoded = await runEncode(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress: (progress) => onProgress(progress.outTimeSeconds / Math.max(0.001, params.durationSeconds)),
    });
    if (!encoded.ok) return encoded;
    const segmented = await segmentFragments(
      encoded.value.path,
      encoded.value.file,
      'audio',
      'audio/mp4',
      keep,
    );
    const facts: AudioFacts = { channels: encoded.value.channels, track: segmented.track };
    return ok({ entries: segmented.entries, facts, warnings: encoded.value.warnings });
  },
};
