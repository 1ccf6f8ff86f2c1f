import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFile } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg } from './numbered-clip.ts';
import { openReal, process, quick, recipeOf, streamOf } from './real-engine.ts';

const source = (graph: string): readonly string[] => ['-f', 'lavfi', '-i', `${graph}:duration=0.6:rate=10`];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p'];
/** Red on the left, blue on the right. */
const RED_AND_BLUE = 'drawbox=w=iw/2:color=red:t=fill,drawbox=x=iw/2:w=iw/2:color=blue:t=fill';

/** Colours of the first picture's quarters: two above, two below. Each of red, green and blue as much or not. */
const quarters = async (folder: string, path: string): Promise<readonly string[]> => {
  const { engine } = await openReal(folder);
  const { asset, job } = await process(engine, path, quick);
  if (job.error) throw new Error(job.error.message);
  const hls = streamOf(asset);
  const { name = '' } = hls.renditions[0] ?? {};
  const made = join(folder, 'made.mp4');
  await writeRendition(engine, await engine.store.direct.artifacts.get(hls.artifactDigest), name, made);
  const rgb = await ffmpeg(
    ...['-i', made, '-frames:v', '1', '-vf', 'format=gbrp,scale=2:2:flags=area,format=rgb24'],
    ...['-f', 'rawvideo', 'pipe:1'],
  );
  const word = (at: number): string => {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(at, at + 3);
    const seen = [red > 100 ? 'red' : '', green > 100 ? 'green' : '', blue > 100 ? 'blue' : ''].join('');
    return seen || 'black';
  };
  return [`${hls.renditions[0]?.width}x${hls.renditions[0]?.height}`, ...[0, 3, 6, 9].map(word)];
};

describe('pictures that are not what they look like', () => {
  it('stand upright when a phone was held upright', async () => {
    const folder = await tempFolder();
    const [flat, turned] = [join(folder, 'flat.mp4'), join(folder, 'turned.mp4')];
    await ffmpeg(...source('color=black:size=160x120'), '-vf', RED_AND_BLUE, ...X264, flat);
    await ffmpeg('-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
    // A quarter to the left: what was on the right is above.
    expect(await quarters(folder, turned)).toEqual(['120x160', 'blue', 'blue', 'red', 'red']);
  });

  it('have the shape they were meant to be shown in', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'wide.mp4');
    await ffmpeg(...source('color=black:size=120x120'), '-vf', `${RED_AND_BLUE},setsar=2/1`, ...X264, path);
    expect(await quarters(folder, path)).toEqual(['240x120', 'red', 'blue', 'red', 'blue']);
  });

  it('have the colours in SDR that they had in HDR, in the matrix their file names', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'hdr.mp4');
    const pq = 'colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:log-level=error';
    await ffmpeg(
      ...source('color=black:size=160x120'),
      ...['-vf', `${RED_AND_BLUE},format=yuv420p10le`, '-c:v', 'libx265', '-preset', 'ultrafast'],
      ...['-x265-params', pq, path],
    );
    const { engine } = await openReal(folder);
    const { asset } = await process(engine, path, recipeOf({ kind: 'proxy', height: 64 }));
    const made = await publishedFile(engine, asset, 'proxy');
    expect((await probeFile(made)).streams[0]).toMatchObject({
      ...{ color_space: 'bt709', color_primaries: 'bt709', color_transfer: 'bt709', pix_fmt: 'yuv420p' },
    });
    // Pure red in BT.709 is 63, 102, 240; in the matrix swscale would take it is 82, 90, 240.
    const yuv = await ffmpeg(
      '-i',
      made,
      '-frames:v',
      '1',
      '-vf',
      'crop=8:8:8:8,scale=1:1',
      '-f',
      'rawvideo',
      '-',
    );
    const [y = 0, u = 0, v = 0] = yuv;
    expect([Math.abs(y - 63) < 4, Math.abs(u - 102) < 4, Math.abs(v - 240) < 4]).toEqual([true, true, true]);
  });

  it('are put on black where they are transparent, whatever lies beneath', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'cut-out.mov');
    await ffmpeg(
      ...source('color=red:size=160x120'),
      ...['-vf', "format=rgba,geq=r=255:g=0:b=0:a='255*gte(X,80)'"],
      ...['-c:v', 'prores_ks', '-profile:v', '4444', '-pix_fmt', 'yuva444p10le', path],
    );
    expect(await quarters(folder, path)).toEqual(['160x120', 'black', 'red', 'black', 'red']);
  });

  it.each(['libvpx', 'libvpx-vp9'])(
    'are put on black where %s has hidden how transparent they are',
    async (codec) => {
      const folder = await tempFolder();
      const path = join(folder, 'cut-out.webm');
      await ffmpeg(
        ...source('color=red:size=160x120'),
        ...['-vf', "format=rgba,geq=r=255:g=0:b=0:a='255*gte(X,80)',format=yuva420p"],
        ...['-c:v', codec, '-auto-alt-ref', '0', '-deadline', 'realtime', '-cpu-used', '8', path],
      );
      expect(await quarters(folder, path)).toEqual(['160x120', 'black', 'red', 'black', 'red']);
    },
  );
});
