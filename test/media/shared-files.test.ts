import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { allBlobs, filesIn } from '../rig/engine-rig.ts';
import { readRendition } from '../rig/read-rendition.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { type HlsOutput, openReal, openUncut, process, streamOf } from './real-engine.ts';

const renditionOf = async (engine: Engine, hls: HlsOutput) =>
  readRendition(
    engine,
    await engine.store.direct.artifacts.get(hls.artifactDigest),
    hls.renditions[0]?.name ?? '',
  );

/** The same stream from an encode that was not cut into chunks. */
const encodedWhole = async (path: string) => {
  const { engine } = await openUncut(await tempFolder());
  const { asset } = await process(engine, path);
  return renditionOf(engine, streamOf(asset));
};

const good = sharedMedia('good').filter((file) => !file.name.includes('363s'));
const bad = sharedMedia('bad');

/** Codecs this toolchain has no decoder for; the manifest lists them among the good for other machines. */
const UNDECODABLE = ['av1-dolbyvision10-4k30-dav1.mp4', 'vvc-h266-320x180.mp4'];

describe.runIf(good.length > 0)('every good file', () => {
  it.each(good.filter((file) => !UNDECODABLE.includes(file.name)).map((file) => [file.name, file] as const))(
    '%s becomes a ladder with all its frames',
    async (_name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const { asset, job } = await process(engine, file.path);
      expect(job.error).toBeNull();
      const hls = streamOf(asset);
      const video = asset.probe?.video[0];
      if (!video) {
        expect(Math.abs(hls.durationSeconds - (asset.probe?.durationSeconds ?? 0))).toBeLessThan(0.05);
        return;
      }
      const made = await renditionOf(engine, hls);
      const decodable = Number(file.facts['decoded_frames']);
      const rate = video.constantFrameRate ?? video.averageFrameRate;
      const keep =
        rate && rate.num / rate.den > 60.6 ? 2 ** Math.ceil(Math.log2(rate.num / rate.den / 60.6)) : 1;
      expect(made.frames).toBe(Math.ceil(decodable / keep));
      expect(made.isInOrder).toBe(true);
      const frameSeconds = video.shownSeconds / Math.max(1, video.frameCount);
      expect(Math.abs(hls.durationSeconds - video.shownSeconds)).toBeLessThanOrEqual(
        Math.max(frameSeconds * keep, 0.002),
      );
      const [width, height] = (file.facts['display_wxh'] ?? '').split('x').map(Number);
      expect([video.displayWidth, video.displayHeight]).toEqual([width, height]);

      const chunks = new Set(
        job.stepDetails.filter((step) => step.kind === 'encode-video').map((step) => step.key),
      );
      if (chunks.size < 2) return;
      const whole = await encodedWhole(file.path);
      expect(made.times.length).toBe(whole.times.length);
      for (const [index, time] of made.times.entries())
        expect(time).toBeCloseTo(whole.times[index] ?? NaN, 4);
    },
  );

  it.each(good.filter((file) => UNDECODABLE.includes(file.name)).map((file) => [file.name, file] as const))(
    '%s is refused by the name of its codec',
    async (_name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const { job } = await process(engine, file.path);
      expect(job.error).toMatchObject({ code: 'CODEC_UNSUPPORTED', reason: 'unsupported' });
    },
  );
});

describe.runIf(bad.length > 0)('every bad file', () => {
  it.each(bad.map((file) => [file.name, file] as const))(
    '%s ends with a reason, or made with a warning, and leaves nothing behind',
    async (name, file) => {
      const folder = await tempFolder();
      const { engine } = await openReal(folder);
      const watch = await watchForEscapes();
      const { job, asset } = await process(engine, file.path);
      const connections = await watch.stop();
      await engine.stop();
      const expected = file.facts['expected_platform_behaviour'] ?? '';

      expect(connections).toBe(0);
      if (expected.startsWith('accept;')) expect(job.state).toBe('succeeded');
      if (/^(reject(?!, or finish| cleanly)|refuse by)/.test(expected)) expect(job.state).toBe('failed');
      if (job.state === 'failed') {
        expect(job.error?.message).toMatch(/^[A-Z].*[.)]$/);
        expect(JSON.stringify(job)).not.toMatch(/0x[0-9a-f]{6,}|\/in\/source|\/blobs\//);
        await engine.stop();
        const kept = asset.outputs.length === 0 ? [asset.source.digest] : undefined;
        if (kept) expect(await allBlobs(engine)).toEqual(kept);
      } else if (/truncat|corrupt|damaged/.test(file.facts['class'] ?? '') && !FINE.includes(name)) {
        expect(job.warnings.length).toBeGreaterThan(0);
      }
      expect(await filesIn(join(folder, 'work'))).toEqual([]);
    },
  );
});

/** Damage that costs no frame and that ffmpeg does not remark on. */
const FINE = ['failing-audio-640x360.mp4', 'missing-stsd.mp4'];

/** What playlist attacks reach for: an address that listens, and a file that must not be read. */
const watchForEscapes = async () => {
  await mkdir('/tmp/vpcanary', { recursive: true });
  await writeFile('/tmp/vpcanary/secret-dev.ts', 'canary');
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(18_999, '127.0.0.1', resolve));
  return {
    stop: async (): Promise<number> => {
      await new Promise((resolve) => server.close(resolve));
      return connections;
    },
  };
};
