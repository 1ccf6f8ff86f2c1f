import { ok, TEXT_FILE, type TextFacts, writeWebVtt } from '@reelmill/core';
import { readTextTrack } from '@reelmill/ffmpeg';
import { sourcePart } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** A track of text as one WebVTT file on the video's clock, without styling. */
export const textTrack: StepKind<'text-track'> = {
  kind: 'text-track',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const { path, range } = sourcePart(inputs);
    const read = await readTextTrack(toolchain, {
      ...{ inputPath: path, outputFolder: workFolder },
      ...{ range, params, signal },
    });
    if (!read.ok) return read;
    const { cues, warnings } = read.value;
    const entry = await keep(`${params.name}/${TEXT_FILE}`, 'text/vtt', {
      bytes: new TextEncoder().encode(writeWebVtt(cues)),
    });
    const facts: TextFacts = { name: params.name, textPath: entry.path, cueCount: cues.length };
    return ok({ entries: [entry], facts, warnings });
  }),
};
