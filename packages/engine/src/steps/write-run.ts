import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { SegmentRun } from '@reelmill/core';
import type { ResolvedInput } from './step-kind.ts';

type ArtifactInput = Extract<ResolvedInput, { type: 'artifact' }>;

/**
 * Writes runs of one track, each of an artifact of its own, behind each other as one fragmented file: the init segment they
 * share, then their segments.
 */
export const writeRuns = async (
  runs: readonly { readonly run: SegmentRun; readonly input: ArtifactInput }[],
  path: string,
): Promise<void> => {
  const bytes = async function* () {
    for (const [index, { run, input }] of runs.entries()) {
      const files = [...(index === 0 ? [run.init] : []), ...run.segments.map((segment) => segment.path)];
      for (const file of files) yield* createReadStream(await input.fileOf(file));
    }
  };
  await pipeline(bytes, createWriteStream(path));
};
