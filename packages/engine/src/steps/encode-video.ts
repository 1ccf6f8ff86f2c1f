import { describeLimit, ok, type SourceRange, type VideoFacts } from '@reelmill/core';
import { encodeVideo as runEncode } from '@reelmill/ffmpeg';
import { chunkFile } from './chunk-file.ts';
import { keepSegments } from './keep-segments.ts';
import { sourcePart } from './step-inputs.ts';
import type { ResolvedInput, StepKind, StepResult } from './step-kind.ts';

/** Rungs of one chunk from one decode, cut into CMAF segments at the same times in each. */
export const encodeVideo: StepKind<'encode-video'> = {
  kind: 'encode-video',
  version: 5,
  usesToolchain: true,
  readsParts: true,
  run: async ({ tasks, toolchain, signal, workFolder, keep, onProgress }) => {
    const [first] = tasks;
    if (!first) throw new Error('a run has at least one task');
    const { path, range } = await pictures(first.inputs, workFolder);
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
      const { rung, firstSegment, targetSsim } = tasks[index]?.params ?? first.params;
      const { run, entries } = await keepSegments(file, rung.name, firstSegment, 'video/mp4', keep);
      const quality = encoded.value.qualities?.[index];
      const facts: VideoFacts = {
        ...{ name: rung.name, width: rung.width, height: rung.height, run },
        ...(quality ? { quality } : {}),
      };
      results.push({
        entries,
        facts,
        isDoubtful: encoded.value.warnings.length > 0,
        warnings: [
          ...encoded.value.warnings,
          ...(quality?.limit
            ? [`Parts of ${rung.name} stay below an SSIM of ${targetSsim}: ${describeLimit(quality.limit)}.`]
            : []),
        ],
      });
    }
    return ok(results);
  },
};

/** Where a chunk of ours lies in a file of its own: it is all of it. */
const ALL_OF_IT: SourceRange = { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };

/** A part of the source, or what another step made of the same part. */
const pictures = async (
  inputs: Readonly<Record<string, ResolvedInput>>,
  workFolder: string,
): Promise<{ readonly path: string; readonly range: SourceRange }> => {
  const path = await chunkFile(inputs, workFolder);
  return path === undefined ? sourcePart(inputs) : { path, range: ALL_OF_IT };
};
