import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const recipe = recipeOf({ kind: 'proxy', height: 120, video: { preset: 'ultrafast' } });

describe('real files become proxies', () => {
  it.each(sharedMedia('good').map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, file.path, recipe);
    if (job.error?.code === 'CODEC_UNSUPPORTED') return expect(job.error.message).toContain('cannot decode');
    expect(job.error).toBeNull();
    const track = asset.probe?.video.find((video) => video.decodable && video.frameCount > 0);
    if (asset.outputs.length === 0) return expect(job.notes.join()).toContain('play the original');

    const path = await publishedFile(engine, asset, 'proxy');
    const { streams } = await probeFile(path);
    const [audio] = streams.filter((stream) => stream['codec_type'] === 'audio');
    const [video] = streams.filter((stream) => stream['codec_type'] === 'video');
    expect((await topLevelTypes(path)).slice(0, 2)).toEqual(['ftyp', 'moov']);
    expect(audio !== undefined).toBe(asset.probe?.audio.some((each) => each.decodable));
    expect(video !== undefined).toBe(track !== undefined);
    for (const stream of streams) expect(Math.abs(Number(stream['start_time']))).toBeLessThan(0.05);
    if (!track || !video) return;
    const [width, height] = [Number(video['width']), Number(video['height'])];
    expect(video).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p' });
    expect(height).toBeLessThanOrEqual(120);
    // Even sizes are up to a pixel off on either side.
    const shape = track.displayWidth / track.displayHeight;
    expect(Math.abs(width - height * shape)).toBeLessThan(1 + shape);
    const { times } = await probeFile(path, 'times');
    expect(times[0]).toBeCloseTo(0, 3);
    expect(times.every((time, rank) => time > (times[rank - 1] ?? -1))).toBe(true);
    // What is over before the first tick of the new rate keeps its pictures.
    if (track.shownSeconds >= 0.1)
      expect(times.length).toBeLessThanOrEqual(Math.ceil(track.shownSeconds * 10.02) + 1);
    expect(Math.abs(Number(video['duration']) - track.shownSeconds)).toBeLessThan(0.11);
  });
});
