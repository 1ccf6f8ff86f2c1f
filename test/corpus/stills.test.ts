import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Output } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

/** Codecs this toolchain has no decoder for. */
const UNDECODABLE = ['av1-dolbyvision10-4k30-dav1.mp4', 'vvc-h266-320x180.mp4'];
const good = sharedMedia('good').filter((file) => !UNDECODABLE.includes(file.name));

const bytesAt = async (engine: Engine, { artifactDigest }: Output, url: string): Promise<string> => {
  const name = decodeURIComponent(url.slice(url.indexOf(artifactDigest) + artifactDigest.length + 1));
  const entry = await engine.artifactEntry(artifactDigest, name);
  const path = entry && (await engine.blobs.localPath(entry.digest));
  if (!path) throw new Error(`there is no ${url}`);
  return path;
};

const sizeOf = async (path: string): Promise<string> => {
  const size = ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0:s=x', path];
  return (await run('ffprobe', size)).stdout.trim();
};

const seconds = (stamp = ''): number => stamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

describe.runIf(good.length > 0)('every good file', () => {
  it.each(good.map((file) => [file.name, file] as const))('%s has stills', async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const recipe = recipeOf(
      { kind: 'thumbnail' },
      { kind: 'poster', atSeconds: 'best' },
      { kind: 'storyboard' },
    );
    const { asset, job } = await process(engine, file.path, recipe);
    const track = asset.probe?.video[0];
    if (!track && asset.probe?.coverTrackIndex === null) {
      expect(job.error?.code).toBe('NOT_A_VIDEO');
      return;
    }
    expect(job.error).toBeNull();
    const thumbnail = asset.outputs.find((output) => output.kind === 'thumbnail');
    const poster = asset.outputs.find((output) => output.kind === 'poster');
    if (!thumbnail || !poster) throw new Error('there are no stills');
    for (const still of [thumbnail, poster]) {
      expect(await sizeOf(await bytesAt(engine, still, still.url))).toBe(`${still.width}x${still.height}`);
    }
    if (!track) return;
    expect(thumbnail.width).toBe(Math.min(320, track.displayWidth));
    expect(thumbnail.width / thumbnail.height).toBeCloseTo(track.displayWidth / track.displayHeight, 1);

    const storyboard = asset.outputs.find((output) => output.kind === 'storyboard');
    if (!storyboard) throw new Error('there is no storyboard');
    for (const { url, width, height } of storyboard.sheets)
      expect(await sizeOf(await bytesAt(engine, storyboard, url))).toBe(`${width}x${height}`);
    const vtt = await readFile(await bytesAt(engine, storyboard, storyboard.url), 'utf8');
    const cues = [...vtt.matchAll(/(\S+) --> (\S+)/g)].map(([, from, to]) => [seconds(from), seconds(to)]);
    expect(cues).toHaveLength(storyboard.tileCount);
    expect(cues[0]?.[0]).toBe(0);
    expect(cues.at(-1)?.[1]).toBeCloseTo(track.shownSeconds, 2);
    for (const [index, [from = 0, to = 0]] of cues.entries()) {
      expect(to).toBeGreaterThan(from);
      expect(from).toBe(cues[index - 1]?.[1] ?? 0);
    }
  });
});
