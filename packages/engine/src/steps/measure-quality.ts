import { join } from 'node:path';
import {
  type ChunkQuality,
  ok,
  scoreBySecond,
  scoreOfFrames,
  toNumber,
  type VideoFacts,
  VideoFactsSchema,
} from '@reelmill/core';
import { measureQuality as runMeasure } from '@reelmill/ffmpeg';
import { sourcePart } from './step-inputs.ts';
import type { StepKind, StepTask } from './step-kind.ts';
import { writeRuns } from './write-run.ts';

/** Rungs of one chunk against their source, from one decode of it. All of it is facts. */
export const measureQuality: StepKind<'measure-quality'> = {
  kind: 'measure-quality',
  version: 1,
  usesToolchain: true,
  readsParts: true,
  run: async ({ tasks, toolchain, signal, workFolder, onProgress }) => {
    const [first] = tasks;
    if (!first) throw new Error('a run has at least one task');
    const { path, range } = sourcePart(first.inputs);
    const made: {
      readonly task: StepTask<'measure-quality'>;
      readonly facts: VideoFacts;
      readonly name: string;
    }[] = [];
    for (const [index, task] of tasks.entries()) {
      const encoded = task.inputs['encoded'];
      if (encoded?.type !== 'artifact') throw new Error('the step was planned without what was encoded');
      const facts = VideoFactsSchema.parse(encoded.artifact.facts);
      const name = `encoded-${index}.mp4`;
      await writeRuns([{ run: facts.run, input: encoded }], join(workFolder, name));
      made.push({ task, facts, name });
    }
    const scored = await runMeasure(toolchain, {
      inputPath: path,
      folder: workFolder,
      chunk: { range, rungs: tasks.map(({ params }) => params.encode) },
      comparisons: tasks.map(({ params }, rung) => ({ rung, size: params.encode.rung })),
      files: made.map(({ name, facts }) => ({ name, frames: facts.run.sampleCount })),
      vmaf: first.params.vmaf,
      signal,
      onProgress: ({ frames }) => onProgress(Math.min(1, frames / first.params.encode.expectedFrames)),
    });
    if (!scored.ok) return scored;
    return ok(
      made.map(({ task, facts: { name, width, height, run, quality } }, index) => {
        const frames = scored.value.scores[index] ?? [];
        const { encoding, startTicks, timeBase } = task.params.encode;
        const facts: ChunkQuality = {
          ...scoreOfFrames(frames),
          rung: name,
          width,
          height,
          startSeconds: startTicks * toNumber(timeBase),
          durationSeconds: run.durationSeconds,
          sizeBytes: run.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          crf: quality?.crf ?? ('crf' in encoding ? encoding.crf : null),
          encodes: quality?.encodes ?? 1,
          limit: quality?.limit ?? null,
          seconds: [...scoreBySecond(frames)],
        };
        return { entries: [], facts, warnings: [], isDoubtful: !scored.value.isClean };
      }),
    );
  },
};
