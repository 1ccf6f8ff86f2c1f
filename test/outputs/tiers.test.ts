import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { makeNumberedClip, type NumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { jobEnd } from '../rig/engine-rig.ts';
import { mediaInfo } from '../rig/media-info.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { trackFragmentFlags } from '../rig/track-fragment-flags.ts';

const tiers = (wish: Record<string, unknown> = {}) =>
  recipeOf({ kind: 'tiers', preset: 'ultrafast', ...wish });

/** Numbered pictures of a size, few of them, so that large ones cost little. More than eight seconds are two chunks. */
const film = async (
  size: string,
  { filters = 'null', rate = '1', seconds = 5 }: Partial<NumberedClip> = {},
): Promise<string> =>
  makeNumberedClip(await tempFolder(), {
    ...{ name: 'film.mp4', rate, seconds },
    filters: `${filters},scale=${size}:flags=neighbor`,
    encode: [
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '7', '-pix_fmt', 'yuv420p'],
      ...['-enc_time_base', '1:90000', '-video_track_timescale', '90000'],
    ],
  });

describe('tiers', () => {
  it('made of one another in chunks show every picture of the source at its time', async () => {
    const source = await film('2560:1440', { seconds: 9 });
    const { engine, events } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, tiers());
    expect(job.error).toBeNull();
    expect(job.stepDetails.filter((step) => step.key.endsWith('-sd')).length).toBeGreaterThan(1);
    expect(asset.outputs.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'thumbnail thumbnail',
      'tier 3k',
      'tier hd',
      'tier sd',
    ]);
    const numbers = await readNumbers(source);
    for (const [tier, picture] of [
      ['3k', { codec_name: 'hevc', codec_tag_string: 'hvc1', width: 2560, height: 1440, profile: 'Main' }],
      ['hd', { codec_name: 'h264', width: 1920, height: 1080, profile: 'Constrained Baseline' }],
      ['sd', { codec_name: 'h264', width: 722, height: 406, profile: 'Constrained Baseline' }],
    ] as const) {
      const path = await publishedFile(engine, asset, tier);
      const { streams } = await probeFile(path);
      const { times } = await probeFile(path, 'times');
      expect(streams).toMatchObject([
        { ...picture, pix_fmt: 'yuv420p', start_time: '0.000000' },
        { codec_name: 'aac' },
      ]);
      expect(await readNumbers(path)).toEqual(numbers);
      expect(times.every((time, rank) => Math.abs(time - rank) < 1e-6)).toBe(true);
    }
    // What is made for files is not for watching meanwhile.
    expect(events.filter((event) => event.type === 'job.updated' && event.job.playable !== null)).toEqual([]);
  });

  it('are fragmented files, of which each fragment counts from itself', async () => {
    const { engine } = await openReal(await tempFolder());
    const { asset } = await process(engine, await film('1920:1080'), tiers());
    const path = await publishedFile(engine, asset, 'hd');
    expect(await mediaInfo(path)).toMatchObject([
      { Format: 'MPEG-4' },
      {
        ...{ Format: 'AVC', Format_Profile: 'Constrained Baseline', Width: '1920', Height: '1080' },
        ...{ FrameCount: '5', ChromaSubsampling: '4:2:0', BitDepth: '8', ScanType: 'Progressive' },
      },
      { Format: 'AAC', Format_AdditionalFeatures: 'LC' },
    ]);
    const types = await topLevelTypes(path);
    expect(types.slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    const fragments = types.filter((type) => type === 'moof').length;
    expect(fragments).toBe(2);
    const flags = trackFragmentFlags(await readFile(path));
    expect(flags.length).toBe(2 * fragments);
    expect(flags.every((flag) => (flag & 0x020000) !== 0 && (flag & 1) === 0)).toBe(true);
  });

  it('show the same pictures at the same uneven times whichever they are made of', async () => {
    const uneven = `select='gte(mod(t,3),1)+not(mod(n,2))',settb=1/90000,setpts='PTS+(0.3*sin(N))/2/TB'`;
    const source = await film('1920:1080', { filters: uneven, rate: '2', seconds: 9 });
    const made = await Promise.all(
      ['chain', 'source'].map(async (derive) => {
        const { engine } = await openReal(await tempFolder());
        const { asset, job } = await process(engine, source, tiers({ derive }));
        expect(job.error).toBeNull();
        const path = await publishedFile(engine, asset, 'sd');
        return { numbers: await readNumbers(path), times: (await probeFile(path, 'times')).times };
      }),
    );
    const { times } = await probeFile(source, 'times');
    expect(made[0]?.numbers).toEqual(await readNumbers(source));
    expect(made[0]).toEqual(made[1]);
    expect(
      made[0]?.times.every(
        (time, picture) => Math.abs(time - (times[picture] ?? 0) + (times[0] ?? 0)) < 1e-4,
      ),
    ).toBe(true);
  });

  it('below one that is made differently are made again, those above are not', async () => {
    const source = await film('1920:1080');
    const { engine } = await openReal(await tempFolder());
    const { asset } = await process(engine, source, tiers());
    const again = await engine.createJob(asset.id, tiers({ crf: { sd: 30 } }));
    if (!again.ok) throw new Error(again.error.message);
    await jobEnd(engine, again.value.id);
    const job = await engine.getJob(again.value.id);
    const ran = job?.stepDetails.filter((step) => step.state === 'executed').map((step) => step.key) ?? [];
    expect(ran.length).toBeGreaterThan(1);
    expect(ran.filter((key) => !/^sd|-sd$|^thumbnail$/.test(key))).toEqual([]);
    expect(ran).toContain('thumbnail');
  });

  it('have the same bytes every time, HEVC too', async () => {
    const source = await film('2560:1440');
    const digests = [];
    for (const folder of [await tempFolder(), await tempFolder()]) {
      const { engine } = await openReal(folder);
      const { asset } = await process(engine, source, tiers({ tiers: ['3k', 'sd'] }));
      digests.push(asset.outputs.map((output) => output.artifactDigest));
    }
    expect(digests[0]?.length).toBe(2);
    expect(digests[0]).toEqual(digests[1]);
  });
});
