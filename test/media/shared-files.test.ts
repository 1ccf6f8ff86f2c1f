import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Asset, type Job, ok, parseRecipe, type SourceFacts } from '@reelmill/core';
import type { Engine, NamedRecipe } from '@reelmill/engine';
import { STEP_KINDS, type StepKind, sha256OfFile } from '@reelmill/engine';
import { openToolchain, type Toolchain } from '@reelmill/ffmpeg';
import { describe, expect, it } from 'vitest';
import { allBlobs, filesIn, jobEnd, openEngine } from '../rig/engine-rig.ts';
import { readRendition } from '../rig/read-rendition.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** One small rung, encoded fast: what is tested is which frames come through, not how they look. */
const quick: NamedRecipe = (() => {
  const parsed = parseRecipe({
    outputs: [{ kind: 'poster' }, { kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } }],
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { name: 'custom', recipe: parsed.value };
})();

const realToolchain = async (): Promise<Toolchain> => {
  const opened = await openToolchain();
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

const openReal = async (folder: string) =>
  openEngine(folder, { stepKinds: STEP_KINDS }, { toolchain: await realToolchain() });

/** Runs the recipe on a copy of the file and waits for its end. */
const process = async (
  engine: Engine,
  folder: string,
  path: string,
  name: string,
): Promise<{ asset: Asset; job: Job }> => {
  await mkdir(join(folder, 'in'), { recursive: true });
  const copy = join(folder, 'in', 'source');
  await copyFile(path, copy);
  const digest = await sha256OfFile(copy);
  const { sizeBytes } = await engine.blobs.putFile(copy, digest);
  const created = await engine.createAsset({
    name,
    fileName: name,
    metadata: {},
    sourceDigest: digest,
    sourceSizeBytes: sizeBytes,
    recipe: quick,
  });
  if (!created.ok) throw new Error(created.error.message);
  const jobId = created.value.job?.id ?? '';
  await jobEnd(engine, jobId);
  const [job, asset] = [await engine.getJob(jobId), await engine.getAsset(created.value.id)];
  if (!job || !asset) throw new Error('the job is gone');
  return { job, asset };
};

const renditionOf = async (engine: Engine, hls: Extract<Asset['outputs'][number], { kind: 'hls' }>) =>
  readRendition(
    engine,
    await engine.store.direct.artifacts.get(hls.artifactDigest),
    hls.renditions[0]?.name ?? '',
  );

/** The same stream from an encode that was not cut into chunks. */
const encodedWhole = async (path: string, name: string) => {
  const folder = await tempFolder();
  const probe: StepKind<'probe'> = {
    ...STEP_KINDS.probe,
    run: async (context) => {
      const results = await STEP_KINDS.probe.run(context);
      return results.ok
        ? ok(results.value.map((result) => ({ ...result, facts: uncut(result.facts) })))
        : results;
    },
  };
  const { engine } = await openEngine(
    folder,
    { stepKinds: { ...STEP_KINDS, probe } },
    { toolchain: await realToolchain() },
  );
  const { asset } = await process(engine, folder, path, name);
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  if (hls?.kind !== 'hls') throw new Error('there is no stream');
  return renditionOf(engine, hls);
};

const uncut = (facts: unknown): SourceFacts => {
  const source = facts as SourceFacts;
  return { ...source, videoIndex: source.videoIndex && { ...source.videoIndex, isSeekable: false } };
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
      const { asset, job } = await process(engine, folder, file.path, file.name);
      expect(job.error).toBeNull();
      const hls = asset.outputs.find((output) => output.kind === 'hls');
      if (hls?.kind !== 'hls') throw new Error('there is no stream');
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
      const whole = await encodedWhole(file.path, file.name);
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
      const { job } = await process(engine, folder, file.path, file.name);
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
      const { job, asset } = await process(engine, folder, file.path, name);
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
