import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@reelmill/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { jobEnd } from '../rig/engine-rig.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg, makeNumberedClip } from './numbered-clip.ts';
import { openReal, process, quick, recipeOf } from './real-engine.ts';

/** B-frames, and keyframes twice in three seconds: nothing lies where chunks are cut. */
const numbered = {
  name: 'film.mp4',
  seconds: 18,
  rate: '30',
  encode: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '45', '-bf', '2'],
};

let film: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-film-'));
  film = await makeNumberedClip(folder, numbered);
  return () => rm(folder, { recursive: true, force: true });
});

const copied = async (source: string, path: string, ...options: readonly string[]): Promise<string> => {
  await ffmpeg('-i', source, '-map', '0', '-c', 'copy', ...options, path);
  return path;
};

/** Keys of the encodes that ran, and of those that were taken from what was made before. */
const encodesOf = async (engine: Engine, jobId: string) => {
  const job = await engine.getJob(jobId);
  expect(job?.state).toBe('succeeded');
  const encodes = (job?.stepDetails ?? []).filter((step) => step.kind.startsWith('encode-'));
  const keys = (state: string) => encodes.filter((step) => step.state === state).map((step) => step.key);
  return { executed: keys('executed'), cached: keys('cached') };
};

const processedFirst = async (source: string) => {
  const { engine } = await openReal(await tempFolder());
  const { job, asset } = await process(engine, source);
  expect(job.state).toBe('succeeded');
  return { engine, job, asset };
};

describe('a file that holds the same film', () => {
  const changes = [
    ['with its index moved to the front', 'film.mp4', ['-movflags', '+faststart']],
    ['with new tags', 'film.mp4', ['-metadata', 'title=Another title', '-metadata', 'comment=x']],
    ['as fragmented MP4', 'film.mp4', ['-movflags', '+frag_keyframe+empty_moov+default_base_moof']],
    ['as QuickTime', 'film.mov', []],
    ['as Matroska', 'film.mkv', []],
  ] as const;

  it.each(['30', '30000/1001'])('encodes nothing when it was only packed anew, at %s fps', async (rate) => {
    const source =
      rate === numbered.rate ? film : await makeNumberedClip(await tempFolder(), { ...numbered, rate });
    const { engine } = await processedFirst(source);
    for (const [what, name, options] of changes) {
      const repacked = await copied(source, join(await tempFolder(), name), ...options);
      const { job } = await process(engine, repacked);
      const { executed, cached } = await encodesOf(engine, job.id);
      expect(executed, what).toEqual([]);
      expect(cached.length).toBeGreaterThan(3);
    }
  });

  it('encodes only the chunks that a new ending changed', async () => {
    const folder = await tempFolder();
    const { engine } = await processedFirst(film);
    // Nine GOPs of the film, then other pictures; the sound stays as it was.
    const head = await copied(film, join(folder, 'head.mp4'), '-an', '-frames:v', '405');
    const tail = await makeNumberedClip(folder, {
      ...numbered,
      name: 'tail.mp4',
      seconds: 4.5,
      filters: 'hue=s=0',
    });
    const list = join(folder, 'list.txt');
    await writeFile(list, `file '${head}'\nfile '${tail}'\n`);
    const recut = join(folder, 'recut.mp4');
    await ffmpeg(
      // Without its conversion, which writes the parameter sets into every keyframe: other packets.
      ...['-f', 'concat', '-safe', '0', '-auto_convert', '0', '-i', list, '-i', film],
      ...['-map', '0:v', '-map', '1:a', '-c', 'copy', recut],
    );
    const { job } = await process(engine, recut);
    expect(await encodesOf(engine, job.id)).toEqual({
      executed: ['video-0003-180p'],
      cached: ['encode-audio', 'video-0001-180p', 'video-0002-180p'],
    });
  });

  it('never takes one film for another of the same shape, whatever the container', async () => {
    const folder = await tempFolder();
    const short = { ...numbered, seconds: 3 };
    const one = await makeNumberedClip(folder, short);
    const other = await makeNumberedClip(folder, { ...short, name: 'other.mp4', filters: 'hue=h=90' });
    for (const extension of ['mp4', 'mkv', 'ts']) {
      const { engine } = await processedFirst(await copied(one, join(folder, `film.x.${extension}`)));
      const { job } = await process(engine, await copied(other, join(folder, `other.x.${extension}`)));
      const { executed } = await encodesOf(engine, job.id);
      expect(executed).toContain('video-0001-180p');
    }
  });
});

describe('an asset that is worked on', () => {
  it('runs nothing when only what users say about it changes', async () => {
    const { engine, asset } = await processedFirst(film);
    const before = await engine.listJobs({ limit: 50, offset: 0 });
    const updated = await engine.updateAsset(asset.id, { metadata: { series: 'two' } });
    expect(updated.ok).toBe(true);
    expect((await engine.listJobs({ limit: 50, offset: 0 })).items).toEqual(before.items);
    const again = await engine.createJob(asset.id, quick);
    if (!again.ok) throw new Error(again.error.message);
    expect(await jobEnd(engine, again.value.id)).toMatchObject({ steps: { executed: 0 } });
  });

  it('makes only the output whose wishes changed', async () => {
    const { engine, asset } = await processedFirst(film);
    const [, hls] = quick.recipe.outputs;
    const later = await engine.createJob(asset.id, recipeOf({ kind: 'poster', atSeconds: 5 }, { ...hls }));
    if (!later.ok) throw new Error(later.error.message);
    await jobEnd(engine, later.value.id);
    const job = await engine.getJob(later.value.id);
    expect(job?.stepDetails.filter((step) => step.state === 'executed').map((step) => step.key)).toEqual([
      'poster',
    ]);
  });
});
