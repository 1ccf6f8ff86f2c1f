import { ok, type VideoFacts } from '@reelmill/core';
import { encodeVideo as runEncode } from '@reelmill/ffmpeg';
import { keepSegments } from './keep-segments.ts';
import { sourcePart } from './step-inputs.ts';
import type { StepKind, StepResult } from './step-kind.ts';

/** Rungs of one chunk from one decode, cut into CMAF segments at the same times in each. */
export const encodeVideo: StepKind<'encode-video'> = {
  kind: 'encode-video',
  version: 4,
  usesToolchain: true,
  run: async ({ tasks, toolchain, signal, workFolder, keep, onProgress }) => {
    const [first] = tasks;
    if (!first) throw new Error('a run has at least one task');
    const { path, range } = sourcePart(first.inputs);
    const encoded = await runEncode(toolchain, {
      inputPath: path,
      outputFolder: workFolder,
      chunk: { range, rungs: tasks.map((task) => task.params) },
      signal,
      onProgress: (progress) => onProgress(progress.frames / Math.max(1, first.params.expectedFrames)),
    });
    if (!encoded.ok) return encoded;
    const results: StepResult[] = [];
    for (const [index, file] of encoded.value.renditions.entries()) {
      const { rung, firstSegment } = tasks[index]?.params ?? first.params;
      const { run, entries } = await keepSegments(file, rung.name, firstSegment, 'video/mp4', keep);
      const facts: VideoFacts = { name: rung.name, width: rung.width, height: rung.height, run };
      results.push({ entries, facts, warnings: encoded.value.warnings });
    }
    return ok(results);
  },
};
