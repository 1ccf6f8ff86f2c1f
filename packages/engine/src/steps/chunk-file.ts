import { join } from 'node:path';
import { VideoFactsSchema } from '@reelmill/core';
import type { ResolvedInput } from './step-kind.ts';
import { writeRuns } from './write-run.ts';

/** Writes the chunk of a rung that a step is made of as a file in its folder; undefined for a step that is made of the source. */
export const chunkFile = async (
  { source }: Readonly<Record<string, ResolvedInput>>,
  workFolder: string,
): Promise<string | undefined> => {
  if (source?.type !== 'artifact') return undefined;
  const path = join(workFolder, 'chunk-above.mp4');
  await writeRuns([{ input: source, run: VideoFactsSchema.parse(source.artifact.facts).run }], path);
  return path;
};
