import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { readRendition } from '../rig/read-rendition.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { type HlsOutput, openReal, process, streamOf } from './real-engine.ts';

const renditionOf = async (engine: Engine, hls: HlsOutput) =>
  readRendition(
    engine,
    await engine.store.direct.artifacts.get(hls.artifactDigest),
    hls.renditions[0]?.name ?? '',
  );

const good = sharedMedia('good').filter((file) => !file.name.includes('363s'));

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
