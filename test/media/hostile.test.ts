import { readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { EncodeVideoParams } from '@reelmill/core';
import { encodeVideo, openToolchain, probeMedia, type Toolchain } from '@reelmill/ffmpeg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROBE_PARAMS } from '../../packages/core/src/plan/limits.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { type Attack, attacks, bombs, type Target } from './hostile-files.ts';
import { ffmpeg } from './numbered-clip.ts';
import { openReal, process } from './real-engine.ts';

/** A neighbour's file, and a server that counts who asks. */
const prepare = async (): Promise<Target & { readonly requests: () => number }> => {
  const folder = await tempFolder();
  const secret = join(folder, 'secret.ts');
  await ffmpeg(
    ...[
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x180:rate=25:duration=1',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
    ],
    secret,
  );
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { folder, secret, url: `http://127.0.0.1:${port}`, requests: () => requests };
};

const toolchainAt = async (sandbox: 'auto' | 'none'): Promise<Toolchain> => {
  const opened = await openToolchain({ sandbox });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

/** What would be asked of ffmpeg if the probe had taken the file for a clip. */
const clip: EncodeVideoParams = {
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  rung: { name: '180p', width: 320, height: 180, maxBitrateBps: 300_000 },
  cascade: [{ width: 320, height: 180 }],
  segmentSeconds: 4,
  firstSegment: 1,
  encoding: { encoder: 'libx264', crf: 23, preset: 'ultrafast', profile: 'high' },
  resample: null,
  timeBase: { num: 1, den: 25 },
  startTicks: 0,
  endTicks: 25,
  delayTicks: 2,
  expectedFrames: 25,
  isWhole: true,
};

const bytesIn = async (folder: string): Promise<number> => {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Whether an unguarded ffmpeg shows pictures of it or asks the server. */
const fallsForIt = async (path: string, { worksWith }: Attack, requests: () => number): Promise<boolean> => {
  const before = requests();
  const pictures = await ffmpeg(
    ...[...(worksWith ?? []), '-i', path, '-frames:v', '1', '-f', 'rawvideo', 'pipe:1'],
  ).catch(() => Buffer.alloc(0));
  return pictures.length > 0 || requests() > before;
};

describe.each(['auto', 'none'] as const)('with the sandbox set to %s', (sandbox) => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))('refuses %s', async (_name, attack) => {
    const target = await prepare();
    const path = await attack.make(target);
    const toolchain = await toolchainAt(sandbox);
    const { signal } = new AbortController();

    const probed = await probeMedia(toolchain, { inputPath: path, params: PROBE_PARAMS, signal });
    const decodable = probed.ok && probed.value.probe.video.some((track) => track.decodable);
    expect(decodable).toBe(false);
    const outputFolder = await tempFolder();
    const range = { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };
    const encoded = await encodeVideo(toolchain, {
      inputPath: path,
      outputFolder,
      chunk: { range, rungs: [clip] },
      signal,
      onProgress: () => {},
    });
    expect(encoded.ok).toBe(false);
    expect(await bytesIn(outputFolder)).toBe(0);
    expect(target.requests()).toBe(0);
  });
});

// Attacks that work on nobody would prove nothing; which of them do depends on ffmpeg's version.
it('an unguarded ffmpeg falls for most of these', async () => {
  const target = await prepare();
  const fallenFor: string[] = [];
  for (const attack of attacks.filter(({ worksWith }) => worksWith !== null)) {
    if (await fallsForIt(await attack.make(target), attack, target.requests)) fallenFor.push(attack.name);
  }
  expect(fallenFor.length).toBeGreaterThan(attacks.length / 2);
});

it.each(bombs.map((bomb) => [bomb.name, bomb] as const))('refuses %s at once', async (_name, bomb) => {
  const path = await bomb.make(await tempFolder());
  const { engine } = await openReal(await tempFolder());
  const { job } = await process(engine, path);
  expect(job.error).toMatchObject({ code: bomb.code, reason: 'limit-exceeded' });
  expect(job.stepDetails.map((step) => step.kind)).toEqual(['probe']);
});
