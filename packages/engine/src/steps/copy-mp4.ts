import { type Mp4Facts, ok } from '@reelmill/core';
import { copyMp4 as runCopy } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const FILE = 'video.mp4';

/** A file that stands in place of an output, as such an output is laid out: no re-encode. */
export const copyMp4: StepKind<'copy-mp4'> = {
  kind: 'copy-mp4',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const copied = await runCopy(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
    });
    if (!copied.ok) return copied;
    const { path, video, audio } = copied.value;
    const entry = await keep(FILE, 'video/mp4', { file: path });
    const facts: Mp4Facts = {
      url: entry.path,
      layout: params.layout,
      width: params.width,
      height: params.height,
      frameRate: params.frameCount > 1 ? params.frameCount / params.durationSeconds : null,
      durationSeconds: params.durationSeconds,
      codecs: [video?.init.codec, audio?.init.codec].filter((codec) => codec !== undefined).join(','),
      sizeBytes: entry.sizeBytes,
      sourceSizeBytes: params.sourceSizeBytes,
      isReplacement: true,
    };
    return ok({ entries: [entry], facts, warnings: [] });
  }),
};
