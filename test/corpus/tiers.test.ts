import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const recipe = recipeOf({ kind: 'tiers', tiers: ['hd', 'sd', 'thumbnail'], preset: 'ultrafast' });

/** An hour of tests for its six minutes of black 4K at 60 pictures a second; a proxy of it is made. */
const TOO_LONG = 'av1-4k60-363s-black-lowbitrate.mp4';

describe('real files become tiers, one made of the other', () => {
  it.each(
    sharedMedia('good')
      .filter(({ name }) => name !== TOO_LONG)
      .map((file) => [file.name, file] as const),
  )('%s', async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, file.path, recipe);
    if (job.error?.code === 'CODEC_UNSUPPORTED') return expect(job.error.message).toContain('cannot decode');
    const track = asset.probe?.video.find((video) => video.decodable && video.frameCount > 0);
    if (!track) return expect(job.error?.code).toBe('NOT_A_VIDEO');
    expect(job.error).toBeNull();

    const names = asset.outputs.map(({ name }) => name).sort();
    const [long, short] = [track.displayWidth, track.displayHeight].sort((a, b) => b - a);
    const fillsHd = (long ?? 0) >= 1920 || (short ?? 0) >= 1080;
    expect(names).toEqual([...(fillsHd ? ['hd'] : []), 'sd', 'thumbnail']);
    const pictures: number[] = [];
    for (const tier of names.filter((name) => name !== 'thumbnail')) {
      const path = await publishedFile(engine, asset, tier);
      const { streams } = await probeFile(path);
      const [video, audio] = streams;
      expect((await topLevelTypes(path)).slice(0, 3)).toEqual(['ftyp', 'moov', 'moof']);
      expect(audio?.['codec_name']).toBe(
        asset.probe?.audio.some((each) => each.decodable) ? 'aac' : undefined,
      );
      expect(video).toMatchObject({
        codec_name: 'h264',
        profile: 'Constrained Baseline',
        pix_fmt: 'yuv420p',
      });
      for (const stream of streams) expect(Math.abs(Number(stream['start_time']))).toBeLessThan(0.05);
      const [width, height] = [Number(video?.['width']), Number(video?.['height'])];
      if (tier === 'sd') expect(width + height).toBeLessThan(1200);
      const shape = track.displayWidth / track.displayHeight;
      expect(Math.abs(width - height * shape)).toBeLessThan(1 + shape);
      const { times } = await probeFile(path, 'times');
      expect(times[0]).toBeCloseTo(0, 3);
      expect(times.every((time, rank) => time > (times[rank - 1] ?? -1))).toBe(true);
      pictures.push(times.length);
    }
    expect(new Set(pictures).size).toBe(1);
    const thumbnail = await probeFile(await publishedFile(engine, asset, 'thumbnail'));
    expect(Number(thumbnail.streams[0]?.['width'])).toBeLessThanOrEqual(320);
  });
});
