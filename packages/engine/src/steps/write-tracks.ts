import { join } from 'node:path';
import { AudioFactsSchema, VideoFactsSchema } from '@reelmill/core';
import type { ResolvedInput } from './step-kind.ts';
import { writeRuns } from './write-run.ts';

/**
 * Writes the chunks of one rung, and the sound, as the files that muxing reads: `video.mp4` and `audio.mp4`. The inputs are
 * listed in the order of the chunks.
 */
export const writeTracks = async (
  inputs: Readonly<Record<string, ResolvedInput>>,
  folder: string,
): Promise<void> => {
  const artifacts = Object.values(inputs).filter((input) => input.type === 'artifact');
  const sound = artifacts.flatMap((input) => {
    const facts = AudioFactsSchema.safeParse(input.artifact.facts);
    return facts.success ? [{ input, run: facts.data.run }] : [];
  });
  const picture = artifacts.flatMap((input) => {
    const facts = VideoFactsSchema.safeParse(input.artifact.facts);
    return facts.success ? [{ input, run: facts.data.run }] : [];
  });
  if (picture.length > 0) await writeRuns(picture, join(folder, 'video.mp4'));
  if (sound.length > 0) await writeRuns(sound, join(folder, 'audio.mp4'));
};
