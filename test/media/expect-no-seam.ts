import { join } from 'node:path';
import type { Engine } from '@reelmill/engine';
import { expect } from 'vitest';
import { readRendition, writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { type NumberedClip, psnrByPicture, readNumbers } from './numbered-clip.ts';
import { openReal, openUncut, type Processed, process, streamOf } from './real-engine.ts';

export const x264 = (...options: readonly string[]): readonly string[] => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'],
  ...options,
];
export const film = (overrides: Partial<NumberedClip>): NumberedClip => ({
  name: 'film.mp4',
  seconds: 16,
  rate: '30',
  encode: x264('-g', '45'),
  ...overrides,
});

/** 16 s are chunks of 4, 4 and 8 s or so: two joins at least. */
const chunksOf = ({ job }: Processed): number =>
  job.stepDetails.filter((step) => step.kind === 'encode-video').length;

const published = async (engine: Engine, { asset }: Processed) => {
  const hls = streamOf(asset);
  const artifact = await engine.store.direct.artifacts.get(hls.artifactDigest);
  return { artifact, rendition: hls.renditions[0]?.name ?? '' };
};

/** These clips come out at 26 dB and more; a picture that was decoded without its references at less than 20. */
const SOUND_PICTURE_DECIBELS = 24;

/** Cuts the file, joins it, and holds the result against an encode of the whole and against the source. */
export const expectNoSeam = async (source: string, folder: string): Promise<void> => {
  const cut = await openReal(await tempFolder());
  const processed = await process(cut.engine, source);
  expect(processed.job.error).toBeNull();
  expect(chunksOf(processed)).toBeGreaterThan(2);
  const { artifact, rendition } = await published(cut.engine, processed);
  const made = await readRendition(cut.engine, artifact, rendition);
  const path = join(folder, 'made.mp4');
  await writeRendition(cut.engine, artifact, rendition, path);

  const uncut = await openUncut(await tempFolder());
  const inOne = await process(uncut.engine, source);
  expect(chunksOf(inOne)).toBe(1);
  const one = await published(uncut.engine, inOne);
  const whole = await readRendition(uncut.engine, one.artifact, one.rendition);

  expect(made.isInOrder).toBe(true);
  expect(made.frames).toBe(whole.frames);
  const farthest = made.times.reduce(
    (most, time, index) => Math.max(most, Math.abs(time - (whole.times[index] ?? Number.NaN))),
    0,
  );
  expect(made.times.length).toBe(whole.times.length);
  expect(farthest).toBeLessThanOrEqual(1e-4);

  const rate = processed.asset.probe?.video[0]?.averageFrameRate;
  const keepOneIn = rate && rate.num / rate.den > 61 ? 2 : 1;
  const wanted = (await readNumbers(source)).filter((_, index) => index % keepOneIn === 0);
  expect(await readNumbers(path)).toEqual(wanted);
  const likeness = await psnrByPicture(path, source, keepOneIn, folder);
  expect(likeness.length).toBe(wanted.length);
  expect(Math.min(...likeness)).toBeGreaterThan(SOUND_PICTURE_DECIBELS);
};
