import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Asset, ok } from '@reelmill/core';
import { type Engine, type HeldBlob, sha256OfFile } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { ended, openReal, process, recipeOf } from '../media/real-engine.ts';
import { jobEnd } from '../rig/engine-rig.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const COLOURS = { source: 'red', replacement: 'lime' } as const;

/** One colour throughout, so that a picture says of which file it is. */
const clip = async (
  colour: string,
  size: string,
  { seconds = 1.2, encode = ['-c:v', 'libx264', '-preset', 'ultrafast'], sound = 'aac' } = {},
): Promise<string> => {
  const path = join(await tempFolder(), `${colour}.mp4`);
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `color=${colour}:size=${size}:rate=5:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=sample_rate=48000:duration=${seconds}`],
    ...['-pix_fmt', 'yuv420p', ...encode, '-c:a', sound, path],
  );
  return path;
};

/** Whether the first picture is more green than red. */
const isReplacement = async (path: string): Promise<boolean> => {
  const pixel = ['-vf', 'scale=1:1,format=rgb24', '-frames:v', '1', '-f', 'rawvideo', 'pipe:1'];
  const [red = 0, green = 0] = await ffmpeg('-i', path, ...pixel);
  return green > red;
};

/** As a server receives it: bytes in the store, held until they are named. */
const received = async (engine: Engine, path: string): Promise<HeldBlob> => {
  const copy = join(await tempFolder(), 'body');
  await copyFile(path, copy);
  const digest = await sha256OfFile(copy);
  const letGo = await engine.pinned.pin(digest);
  const { sizeBytes } = await engine.blobs.putFile(copy, digest);
  return { digest, sizeBytes, release: async () => letGo() };
};

const replace = (engine: Engine, asset: Asset, name: string, path: string) =>
  engine.replaceOutput(asset.id, name, async () => ok(await received(engine, path)));

/** Waits for the newest job of an asset, and says which steps it ran. */
const followed = async (engine: Engine, { id, job }: Asset) => {
  const jobId = job?.id ?? '';
  await jobEnd(engine, jobId);
  const after = await ended(engine, id, jobId);
  const ran = after.job.stepDetails.filter((step) => step.state === 'executed').map(({ key }) => key);
  return { ...after, ran };
};

const replaced = async (engine: Engine, asset: Asset, name: string, path: string) => {
  const answer = await replace(engine, asset, name, path);
  if (!answer.ok) throw new Error(answer.error.message);
  return followed(engine, answer.value);
};

const madeBy = async (engine: Engine, asset: Asset, names: readonly string[]) => {
  const entries = [];
  for (const name of names)
    entries.push([name, await isReplacement(await publishedFile(engine, asset, name))]);
  return Object.fromEntries(entries);
};

const tiers = (wish: Record<string, unknown> = {}) =>
  recipeOf({ kind: 'tiers', tiers: ['3k', 'hd', 'sd', 'thumbnail'], preset: 'ultrafast', ...wish });

describe('a tier that somebody replaces by a file', () => {
  it('is that file, and those below it are made of it; those above stay as they are', async () => {
    const { engine } = await openReal(await tempFolder());
    const made = await process(engine, await clip(COLOURS.source, '2560x1440'), tiers());
    const file = await clip(COLOURS.replacement, '1920x1080');
    const { asset, job, ran } = await replaced(engine, made.asset, 'hd', file);
    expect(job.error).toBeNull();
    // Both files sound alike, so that the sound is not made again.
    expect(ran.sort()).toEqual(['hd-copy', 'sd-mp4', 'thumbnail', 'tiers-below-hd-video-0001-sd']);
    expect(await madeBy(engine, asset, ['3k', 'hd', 'sd', 'thumbnail'])).toEqual({
      ...{ '3k': false, hd: true, sd: true, thumbnail: true },
    });

    const hd = await publishedFile(engine, asset, 'hd');
    expect((await topLevelTypes(hd)).slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    expect((await probeFile(hd)).streams).toMatchObject([
      { codec_name: 'h264', width: 1920, height: 1080, start_time: '0.000000' },
      { codec_name: 'aac' },
    ]);
    const hash = async (path: string) =>
      (await ffmpeg('-i', path, '-map', '0:v', '-c', 'copy', '-f', 'hash', '-')).toString();
    expect(await hash(hd)).toBe(await hash(file));
    expect(asset.outputs.find(({ name }) => name === 'hd')).toMatchObject({ isReplacement: true });

    // Made again it stays, until it is taken back; the version before it can be shown again.
    const again = await engine.createJob(asset.id, tiers());
    if (!again.ok) throw new Error(again.error.message);
    expect((await followed(engine, { ...asset, job: again.value })).ran).toEqual([]);
    const versions = await engine.listVersions(asset.id);
    const first = versions.ok ? versions.value.items.find((version) => !version.isCurrent) : undefined;
    const restored = await engine.restoreVersion(asset.id, first?.id ?? '');
    if (!restored.ok) throw new Error(restored.error.message);
    expect(await madeBy(engine, restored.value, ['hd', 'sd'])).toEqual({ hd: false, sd: false });
    const back = await engine.takeBackOutput(asset.id, 'hd');
    if (!back.ok) throw new Error(back.error.message);
    const without = await followed(engine, back.value);
    expect(without.ran).toEqual([]);
    expect(await madeBy(engine, without.asset, ['hd', 'sd', 'thumbnail'])).toEqual({
      ...{ hd: false, sd: false, thumbnail: false },
    });
    expect(await engine.takeBackOutput(asset.id, 'hd')).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('changes nothing else where all tiers are made of the source', async () => {
    const { engine } = await openReal(await tempFolder());
    const source = await clip(COLOURS.source, '1920x1080');
    const made = await process(engine, source, tiers({ derive: 'source' }));
    const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'];
    const file = await clip(COLOURS.replacement, '640x360', { encode: vp9, seconds: 2 });
    const { asset, ran } = await replaced(engine, made.asset, 'hd', file);
    expect(ran).toEqual(['hd-copy']);
    expect(await madeBy(engine, asset, ['hd', 'sd', 'thumbnail'])).toEqual({
      ...{ hd: true, sd: false, thumbnail: false },
    });
    expect(asset.outputs.find(({ name }) => name === 'hd')).toMatchObject({
      ...{ width: 640, height: 360, durationSeconds: 2 },
      codecs: expect.stringMatching(/^vp09\..*,mp4a\.40\.2$/),
    });
  });

  it('is refused with the reason where it would have to be encoded again, and nothing changes', async () => {
    const { engine } = await openReal(await tempFolder());
    const recipe = recipeOf({ kind: 'tiers', tiers: ['sd'], preset: 'ultrafast' }, { kind: 'poster' });
    const { asset } = await process(engine, await clip(COLOURS.source, '320x180'), recipe);
    const refusal = async (path: string) => {
      const answer = await replace(engine, asset, 'sd', path);
      return answer.ok ? '' : `${answer.error.code} ${answer.error.message}`;
    };
    const mpeg2 = { encode: ['-c:v', 'mpeg2video'] };
    expect(await refusal(await clip('lime', '320x180', mpeg2))).toMatch(/REPLACEMENT_REFUSED.*mpeg2video/);
    expect(await refusal(await clip('lime', '320x180', { sound: 'mp3' }))).toMatch(/sound is mp3/);
    const narrow = ['-vf', 'setsar=4/3', '-c:v', 'libx264', '-preset', 'ultrafast'];
    expect(await refusal(await clip('lime', '320x180', { encode: narrow }))).toMatch(/not square/);
    expect(await refusal(import.meta.filename)).toMatch(/^NOT_MEDIA/);
    expect(await replace(engine, asset, 'poster', import.meta.filename)).toMatchObject({
      error: { code: 'REPLACEMENT_REFUSED', message: expect.stringContaining('Only tiers') },
    });
    expect(await replace(engine, asset, '4k', import.meta.filename)).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    expect(await engine.getAsset(asset.id)).toEqual(asset);
  });
});
