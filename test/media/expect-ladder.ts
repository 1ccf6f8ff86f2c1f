import type { Engine } from '@reelmill/engine';
import { expect } from 'vitest';
import { readRendition } from '../rig/read-rendition.ts';
import type { MediaFile } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { type HlsOutput, openReal, process, streamOf } from './real-engine.ts';

const renditionOf = async (engine: Engine, hls: HlsOutput) =>
  readRendition(
    engine,
    await engine.store.direct.artifacts.get(hls.artifactDigest),
    hls.renditions[0]?.name ?? '',
  );

/** Makes the default ladder of a good file and holds its pictures against what the manifest says of the file. */
export const expectLadder = async (file: MediaFile): Promise<void> => {
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
  const keep = rate && rate.num / rate.den > 60.6 ? 2 ** Math.ceil(Math.log2(rate.num / rate.den / 60.6)) : 1;
  expect(made.frames).toBe(Math.ceil(decodable / keep));
  expect(made.isInOrder).toBe(true);
  const frameSeconds = video.shownSeconds / Math.max(1, video.frameCount);
  expect(Math.abs(hls.durationSeconds - video.shownSeconds)).toBeLessThanOrEqual(
    Math.max(frameSeconds * keep, 0.002),
  );
  const [width, height] = (file.facts['display_wxh'] ?? '').split('x').map(Number);
  expect([video.displayWidth, video.displayHeight]).toEqual([width, height]);
};
