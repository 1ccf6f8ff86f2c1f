import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { makeNumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { mediaInfo } from '../rig/media-info.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { trackFragmentFlags } from '../rig/track-fragment-flags.ts';

const DEFAULT_BASE_IS_MOOF = 0x020000;
const BASE_DATA_OFFSET = 0x000001;

const TIERS = [
  ['4k', 'HEVC', 'Main', 3840, 2160],
  ['3k', 'HEVC', 'Main', 2560, 1440],
  ['hd', 'AVC', 'Constrained Baseline', 1920, 1080],
  ['sd', 'AVC', 'Constrained Baseline', 722, 406],
] as const;

/** Nine seconds are two chunks and three fragments. */
it('a 4K source has all tiers, each made of the one above, which Media Source Extensions take', async () => {
  const source = await makeNumberedClip(await tempFolder(), {
    ...{ name: 'film.mp4', rate: '4', seconds: 9 },
    filters: 'scale=3840:2160:flags=neighbor',
    encode: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '8', '-pix_fmt', 'yuv420p'],
  });
  const { engine } = await openReal(await tempFolder());
  const { asset, job } = await process(engine, source, recipeOf({ kind: 'tiers' }));
  expect(job.error).toBeNull();
  expect(asset.outputs.map(({ name }) => name).sort()).toEqual(['3k', '4k', 'hd', 'sd', 'thumbnail']);
  const numbers = await readNumbers(source);
  expect(numbers.length).toBe(36);

  for (const [tier, format, profile, width, height] of TIERS) {
    const path = await publishedFile(engine, asset, tier);
    const { streams } = await probeFile(path);
    const { times } = await probeFile(path, 'times');
    expect(streams).toMatchObject([
      { width, height, pix_fmt: 'yuv420p', start_time: '0.000000' },
      { codec_name: 'aac' },
    ]);
    // An encoder's run-in lies before 0 and is cut off by the edit list.
    expect(Math.abs(Number(streams[1]?.['start_time']))).toBeLessThan(0.05);
    expect(await mediaInfo(path)).toMatchObject([
      { Format: 'MPEG-4' },
      { Format: format, Format_Profile: profile, FrameCount: '36' },
      { Format: 'AAC' },
    ]);
    expect(await readNumbers(path)).toEqual(numbers);
    expect(times.every((time, picture) => Math.abs(time - picture / 4) < 1e-6)).toBe(true);

    const types = await topLevelTypes(path);
    expect(types.slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    const flags = trackFragmentFlags(await readFile(path));
    expect(flags.length).toBe(2 * types.filter((type) => type === 'moof').length);
    for (const flag of flags)
      expect(flag & (DEFAULT_BASE_IS_MOOF | BASE_DATA_OFFSET)).toBe(DEFAULT_BASE_IS_MOOF);
  }
});
