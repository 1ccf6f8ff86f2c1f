import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { mediaInfo } from '../rig/media-info.ts';
import { probeFile } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

const DISPLAY = 'G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)';

const film = async (size: string, curve: 'smpte2084' | 'arib-std-b67', says = ''): Promise<string> => {
  const path = join(await tempFolder(), 'film.mp4');
  const colours = `colorprim=bt2020:transfer=${curve}:colormatrix=bt2020nc:log-level=error`;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=3:duration=1,format=yuv420p10le`],
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', `${colours}${says}`, path],
  );
  return path;
};

const tiers = { kind: 'tiers', tiers: ['3k', 'sd'], preset: 'ultrafast', hdr: 'keep' };
const converted = ['mp4', 'mkv'].map((container) => ({
  ...{ kind: 'convert', name: container, container },
  video: { codec: 'hevc', preset: 'ultrafast', maxShortSide: 90, hdr: 'keep' },
}));

const MAIN10 = { codec_name: 'hevc', profile: 'Main 10', pix_fmt: 'yuv420p10le', color_space: 'bt2020nc' };

describe('a high dynamic range that is to be kept', () => {
  it('comes out of HEVC with what the source says of its brightness, and ends in the tiers below', async () => {
    const { engine } = await openReal(await tempFolder());
    // The smallest that has a tier in HEVC.
    const source = await film('2560x1440', 'smpte2084', `:master-display=${DISPLAY}:max-cll=1000,400`);
    const { asset, job } = await process(engine, source, recipeOf(tiers, ...converted));
    expect(job.error).toBeNull();
    for (const name of ['3k', 'mp4', 'mkv']) {
      const path = await publishedFile(engine, asset, name);
      const [video] = (await probeFile(path)).streams;
      expect(video).toMatchObject({ ...MAIN10, color_primaries: 'bt2020', color_transfer: 'smpte2084' });
      // Beside the pictures, where players look, as well as in the container.
      const sideData = await firstFrameSays(path);
      expect(sideData).toContain('red_x=34000/50000');
      expect(sideData).toContain('min_luminance=50/10000');
      expect(sideData).toContain('max_content=1000');
      const [, track] = await mediaInfo(path);
      expect(track).toMatchObject({
        ...{ HDR_Format: 'SMPTE ST 2086', HDR_Format_Compatibility: 'HDR10', BitDepth: '10' },
        MasteringDisplay_Luminance: 'min: 0.0050 cd/m2, max: 1000 cd/m2',
        MaxCLL: expect.stringContaining('1000'),
        MaxFALL: expect.stringContaining('400'),
      });
    }
    const sd = await publishedFile(engine, asset, 'sd');
    expect((await probeFile(sd)).streams[0]).toMatchObject({ color_transfer: 'bt709', pix_fmt: 'yuv420p' });
    expect((await mediaInfo(sd))[1]).not.toHaveProperty('HDR_Format');
  });

  it('is HLG where the source is, which says nothing more', async () => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(
      engine,
      await film('320x180', 'arib-std-b67'),
      recipeOf(...converted),
    );
    expect(job.error).toBeNull();
    for (const name of ['mp4', 'mkv'])
      expect((await probeFile(await publishedFile(engine, asset, name))).streams[0]).toMatchObject({
        ...MAIN10,
        color_transfer: 'arib-std-b67',
      });
  });
});

/** ffprobe's words about the first picture. */
const firstFrameSays = async (path: string): Promise<string> => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-read_intervals', '%+#1'],
    ...['-show_entries', 'frame_side_data', '-of', 'default=noprint_wrappers=1', path],
  ]);
  return stdout;
};
