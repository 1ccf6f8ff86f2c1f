import { join } from 'node:path';
import type { Job } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { expect, it } from 'vitest';
import { jobEnd } from '../rig/engine-rig.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg } from './numbered-clip.ts';
import { addFile, openReal, process, recipeOf } from './real-engine.ts';

const SECONDS = 16;
const poster = { kind: 'poster' };
const ladder = (...rungs: readonly number[]) =>
  recipeOf(poster, { kind: 'hls', rungs, video: { preset: 'superfast' } });
const lanes = (cpu: number) => ({ lanes: { light: 2, cpu, gpu: 0, io: 1 } });

/** Noise at the bitrate cap: where an encoder's rate control depends on anything but its input, it shows here. */
const makeHardFilm = async (): Promise<string> => {
  const path = join(await tempFolder(), 'film.mp4');
  await ffmpeg(
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=480x360:rate=25:duration=${SECONDS},noise=alls=40:allf=t:all_seed=5`,
    ],
    ...['-f', 'lavfi', '-i', `anoisesrc=sample_rate=44100:duration=${SECONDS}:seed=5:amplitude=0.3`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac', path],
  );
  return path;
};

/** Digest of what each step made; the digest covers every file of it and what the step says about it. */
const madeBy = ({ stepDetails }: Job): Readonly<Record<string, string | null>> =>
  Object.fromEntries(stepDetails.map((step) => [step.key, step.artifactDigest]));

const madeInOneGo = async (film: string, cpu: number, ...rungs: readonly number[]) => {
  const { engine } = await openReal(await tempFolder(), lanes(cpu));
  const { job } = await process(engine, film, ladder(...rungs));
  expect(job.state).toBe('succeeded');
  expect(job.stepDetails.every((step) => step.state === 'executed' && step.artifactDigest)).toBe(true);
  return madeBy(job);
};

/** Resolves as soon as a chunk is committed while another is being encoded. */
const midway = async (engine: Engine, jobId: string, committed: number): Promise<void> => {
  const reached = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    const encodes =
      (await engine.getJob(jobId))?.stepDetails.filter((step) => step.kind === 'encode-video') ?? [];
    const of = (state: string): number => encodes.filter((step) => step.state === state).length;
    if (of('executed') >= committed && of('running') > 0) reached.resolve();
  };
  const stop = engine.subscribe((event) => {
    if (event.type === 'job.updated' || event.type === 'step.updated') look().catch(reached.reject);
  });
  await reached.promise.finally(stop);
};

it('makes the same bytes on one slot, on three, after being stopped in the middle, and without another rung', async () => {
  const film = await makeHardFilm();
  const onOneSlot = await madeInOneGo(film, 1, 360, 240);
  expect(await madeInOneGo(film, 3, 360, 240)).toEqual(onOneSlot);

  const folder = await tempFolder();
  const first = await openReal(folder, lanes(1));
  const { jobId } = await addFile(first.engine, film, ladder(360, 240));
  await midway(first.engine, jobId, 1);
  await first.close();
  const second = await openReal(folder, lanes(1));
  await midway(second.engine, jobId, 3);
  await second.close();
  const third = await openReal(folder, lanes(2));
  expect(await jobEnd(third.engine, jobId)).toMatchObject({ state: 'succeeded' });
  const job = await third.engine.getJob(jobId);
  if (!job) throw new Error('the job is gone');
  expect(job.stepDetails.some((step) => step.attempts.length > 1)).toBe(true);
  expect(madeBy(job)).toEqual(onOneSlot);

  const alone = await madeInOneGo(film, 2, 240);
  const isShared = ([key]: readonly [string, unknown]): boolean => key !== 'package-hls';
  const shared = Object.entries(alone).filter(isShared);
  expect(shared.map(([key]) => key)).toContain('video-0002-240p');
  expect(onOneSlot).toMatchObject(Object.fromEntries(shared));
});
