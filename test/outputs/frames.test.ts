import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { makeClip } from '../rig/make-clip.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

/** What lies in a zip, read by Python's zipfile: not by what wrote it. */
const unzip = async (path: string) => {
  const folder = await tempFolder();
  const { stdout } = await run('python3', [
    '-c',
    [
      'import sys, json, zipfile',
      'z = zipfile.ZipFile(sys.argv[1])',
      'assert z.testzip() is None',
      'z.extractall(sys.argv[2])',
      'print(json.dumps([[i.filename, i.compress_type, i.date_time[0]] for i in z.infolist()]))',
    ].join('\n'),
    path,
    folder,
  ]);
  const listed = JSON.parse(stdout) as [string, number, number][];
  const names = listed.map(([name]) => name);
  const frames = names.filter((name) => name.endsWith('.rgb'));
  return {
    names,
    methods: new Set(listed.map(([, method]) => method)),
    years: new Set(listed.map(([, , year]) => year)),
    frames: await Promise.all(frames.map((name) => readFile(join(folder, name)))),
    metadata: JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8')) as Record<string, unknown>,
  };
};

const bundleOf = async (source: string, wish: Record<string, unknown> = {}, opened?: Engine) => {
  const engine = opened ?? (await openReal(await tempFolder())).engine;
  const { asset, job } = await process(engine, source, recipeOf({ kind: 'frames', ...wish }));
  expect(job.error).toBeNull();
  return { asset, job, ...(await unzip(await publishedFile(engine, asset, 'frames'))) };
};

/** What ffmpeg's own command gives, without anything of ours. */
const reference = (source: string, filters: string): Promise<Buffer> =>
  ffmpeg(
    ...['-i', source, '-vf', filters, '-fps_mode', 'passthrough', '-an'],
    ...['-pix_fmt', 'rgb565le', '-f', 'rawvideo', 'pipe:1'],
  );

const FILTERS = {
  cover: 'scale=320:170:force_original_aspect_ratio=increase,crop=320:170',
  contain: 'scale=320:170:force_original_aspect_ratio=decrease,pad=320:170:(ow-iw)/2:(oh-ih)/2',
  stretch: 'scale=320:170',
};

describe('a bundle of frames', () => {
  it.each(['cover', 'contain', 'stretch'] as const)(
    'that %s has the pictures ffmpeg itself makes, bit for bit, and says what it is',
    async (fit) => {
      const source = await makeClip(await tempFolder(), { name: 'My Clip.mp4', seconds: 2 });
      const { names, frames, metadata, methods, years, asset } = await bundleOf(source, { fit });
      expect(frames.length).toBe(50);
      expect(names).toEqual([
        ...frames.map((_, index) => `frame_${String(index + 1).padStart(6, '0')}.rgb`),
        'metadata.json',
      ]);
      expect([methods, years]).toEqual([new Set([0]), new Set([1980])]);
      expect(metadata).toEqual({
        slug: 'my-clip',
        original_filename: 'My Clip.mp4',
        ...{ type: 'video', width: 320, height: 170, frame_count: 50, format: 'rgb565', fps: 25 },
      });
      const expected = await reference(source, `setpts=PTS-STARTPTS,fps=25,${FILTERS[fit]}`);
      expect(expected.length).toBe(50 * 320 * 170 * 2);
      expect(Buffer.concat(frames).equals(expected)).toBe(true);
      expect(asset.outputs).toMatchObject([{ kind: 'frames', frameCount: 50, frameRate: 25, fit }]);
    },
  );

  it('of uneven times and another rate holds the pictures that ffmpeg’s fps filter chooses', async () => {
    const source = join(await tempFolder(), 'uneven.mkv');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30:duration=2'],
      ...[
        '-vf',
        "select='not(mod(n\\,3))+gt(t\\,1)',setpts='PTS+0.4*sin(N)/30/TB+0.7/TB'",
        '-fps_mode',
        'passthrough',
      ],
      ...['-enc_time_base', '1:1000', '-c:v', 'libx264', '-preset', 'ultrafast', source],
    );
    const { frames } = await bundleOf(source, { frameRate: 12.5, fit: 'stretch' });
    const expected = await reference(source, `setpts=PTS-STARTPTS,fps=12.5,${FILTERS.stretch}`);
    expect(Buffer.concat(frames).equals(expected)).toBe(true);
  });

  it('of a GIF moves, and of a still picture has as many frames as wanted', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 1, size: '160x90' });
    const gif = join(folder, 'moves.gif');
    await ffmpeg('-i', clip, '-vf', 'fps=10', gif);
    const { engine } = await openReal(await tempFolder());
    const moving = await bundleOf(gif, { frameRate: 10 }, engine);
    expect(moving.metadata).toMatchObject({ type: 'gif', frame_count: 10 });
    expect(new Set(moving.frames.map((frame) => frame.toString('base64'))).size).toBe(10);

    for (const name of ['still.png', 'still.jpg', 'still.webp']) {
      const picture = join(folder, name);
      await ffmpeg('-i', clip, '-frames:v', '1', '-update', '1', picture);
      const still = await bundleOf(picture, { stillFrames: 3 }, engine);
      expect(still.metadata).toMatchObject({ type: 'image', frame_count: 3, slug: 'still' });
      const expected = await reference(picture, FILTERS.cover);
      for (const frame of still.frames) expect(frame.equals(expected)).toBe(true);
    }
  });

  it('is all that is made of a picture, and anything else says so', async () => {
    const picture = join(await tempFolder(), 'still.png');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=160x90:duration=0.04', '-update', '1', picture);
    const { engine } = await openReal(await tempFolder());
    const { job } = await process(engine, picture, recipeOf({ kind: 'poster' }));
    expect(job.error).toMatchObject({ code: 'NOT_A_VIDEO', reason: 'bad-input' });
    expect(job.error?.message).toContain('frames');
  });

  it('of a playlist that begins like a picture is refused, and nobody is asked for anything', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { engine } = await openReal(await tempFolder());
    for (const start of ['GIF89a', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF....WEBP']) {
      const path = join(await tempFolder(), 'list.mp4');
      const list = `\n#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.ts\n`;
      await writeFile(path, Buffer.from(start + list, 'latin1'));
      const { job } = await process(engine, path, recipeOf({ kind: 'frames' }));
      expect(job.state).toBe('failed');
      expect(job.error?.reason).toMatch(/^(bad-input|limit-exceeded)$/);
    }
    expect(requests).toBe(0);
  });

  it('of a picture of four thousand megapixels is refused at once', async () => {
    const path = join(await tempFolder(), 'huge.png');
    const header = Buffer.from(
      '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xdc\0\0\xff\xdc\x08\x02\0\0\0',
      'latin1',
    );
    await writeFile(
      path,
      Buffer.concat([header, Buffer.alloc(4), Buffer.from('\0\0\0\x0aIDAT', 'latin1'), Buffer.alloc(64)]),
    );
    const { engine } = await openReal(await tempFolder());
    const { job } = await process(engine, path, recipeOf({ kind: 'frames' }));
    expect(job.error).toMatchObject({ code: 'TOO_MANY_PIXELS', reason: 'limit-exceeded' });
  });

  it('dithered differs from pure rounding, but not by more than a step', async () => {
    const source = await makeClip(await tempFolder(), { seconds: 1 });
    const { engine } = await openReal(await tempFolder());
    const plain = await bundleOf(source, { frameRate: 5 }, engine);
    for (const dithering of ['ordered', 'error-diffusion']) {
      const dithered = await bundleOf(source, { frameRate: 5, dithering }, engine);
      const [frame, other] = [plain.frames[2], dithered.frames[2]];
      if (!frame || !other) throw new Error('there are five');
      expect(other.equals(frame)).toBe(false);
      const greens = (bytes: Buffer) =>
        Array.from({ length: bytes.length / 2 }, (_, pixel) => (bytes.readUInt16LE(pixel * 2) >> 5) & 63);
      const mine = greens(other);
      const steps = greens(frame).map((green, pixel) => Math.abs(green - (mine[pixel] ?? 0)));
      expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeLessThan(1);
    }
  });

  it('has the same bytes every time, and another name makes another bundle', async () => {
    const folder = await tempFolder();
    const [source, renamed] = [
      await makeClip(folder, { name: 'one.mp4', seconds: 1 }),
      await makeClip(folder, { name: 'two.mp4', seconds: 1 }),
    ];
    const digest = async (path: string) =>
      (await bundleOf(path, { width: 64, height: 32 })).asset.outputs[0]?.artifactDigest;
    const first = await digest(source);
    expect(first).toBeDefined();
    expect(await digest(source)).toBe(first);
    expect(await digest(renamed)).not.toBe(first);
  });
});
