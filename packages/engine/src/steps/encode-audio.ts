import { type AudioFacts, ok } from '@reelmill/core';
import { encodeAudio as runEncode } from '@reelmill/ffmpeg';
import { keepSegments } from './keep-segments.ts';
import { sourcePart } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** A track of sound as one stereo AAC rendition of exactly the video's length, cut into CMAF segments. */
export const encodeAudio: StepKind<'encode-audio'> = {
  kind: 'encode-audio',
  version: 5,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const { path, range } = sourcePart(inputs);
    const encoded = await runEncode(toolchain, {
      inputPath: path,
      outputFolder: workFolder,
      audio: { params, range },
      signal,
      onProgress: (progress) => onProgress(progress.outTimeSeconds / Math.max(0.001, params.durationSeconds)),
    });
    if (!encoded.ok) return encoded;
    const { run, entries } = await keepSegments(encoded.value.file, params.name, 1, 'audio/mp4', keep);
    const facts: AudioFacts = { name: params.name, channels: encoded.value.channels, run };
    return ok({ entries, facts, warnings: encoded.value.warnings });
  }),
};
