import { CONTAINERS, type ConvertedFile, ok } from '@reelmill/core';
import { convertAudio as runConvert } from '@reelmill/ffmpeg';
import { sourcePart } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** One track of sound as a file of its own, to be heard alone or to be joined with pictures. */
export const convertAudio: StepKind<'convert-audio'> = {
  kind: 'convert-audio',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const { path, range } = sourcePart(inputs);
    const converted = await runConvert(toolchain, {
      inputPath: path,
      outputFolder: workFolder,
      sound: { range, params },
      signal,
      onProgress,
    });
    if (!converted.ok) return converted;
    const { made, loudness, warnings } = converted.value;
    const { mediaType } = CONTAINERS[params.container];
    const entry = await keep(params.fileName, mediaType, { file: converted.value.path });
    const facts: ConvertedFile = {
      url: entry.path,
      fileName: params.fileName,
      container: params.container,
      mediaType,
      ...{ videoCodec: null, width: null, height: null, frameRate: null },
      audioCodec: made.audio?.codec ?? null,
      channels: made.audio?.channels ?? null,
      sampleRateHz: made.audio?.sampleRateHz ?? null,
      durationSeconds: made.durationSeconds,
      sizeBytes: made.sizeBytes,
      loudness,
    };
    return ok({ entries: [entry], facts, warnings });
  }),
};
