import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Spherical } from '@reelmill/core';
import { spatialAudioOf, withSpatialAudio, withSpherical, withSphericalXml } from '@reelmill/core';
import { markSpatial, muxMp4, readSpatial } from '@reelmill/ffmpeg';
import { expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { openReal, process, quick, realToolchain, recipeOf, streamOf } from '../media/real-engine.ts';
import { writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

const half: Spherical = {
  projection: 'equirectangular',
  stereoMode: 'top-bottom',
  ...{ yawDegrees: 90, pitchDegrees: -30, rollDegrees: 45 },
  missing: { top: 0, bottom: 0, left: 0.25, right: 0.25 },
  padding: 0,
};

/** A clip with sound whose index comes first. `mark` writes into it what ffmpeg cannot. */
const clipOf = async (
  folder: string,
  mark: (bytes: Uint8Array) => Uint8Array | undefined,
  seconds = 1,
): Promise<string> => {
  const path = join(folder, 'source.mp4');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=size=640x320:rate=25:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `aevalsrc=0|0|0|0:channel_layout=4.0:duration=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', '-c:a', 'aac'],
    ...['-movflags', '+faststart', path],
  );
  await writeFile(path, mark(await readFile(path)) ?? '');
  return path;
};

/** What ffprobe says of the picture's surroundings. */
const seenIn = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_streams', '-of', 'json', path],
  ]);
  const [stream] = JSON.parse(stdout).streams;
  return Object.assign({}, ...(stream.side_data_list ?? []));
};
const HALF_SEEN = {
  ...{ projection: 'tiled equirectangular', type: 'top and bottom', yaw: 90, pitch: -30, roll: 45 },
  ...{ bound_top: 0, bound_bottom: 0 },
};

it('keeps what surrounds the viewer through probe, chunks and segments, and in MP4 files for old and new players', async () => {
  const folder = await tempFolder();
  const clip = await clipOf(folder, (bytes) => withSpherical(bytes, half), 12);
  const { engine } = await openReal(folder);
  const { job, asset } = await process(engine, clip, quick);
  expect([job.state, job.error]).toEqual(['succeeded', null]);
  expect(job.stepDetails.filter((step) => step.kind === 'encode-video').length).toBeGreaterThan(1);
  expect(asset.probe?.video[0]).toMatchObject({ projection: 'equirectangular', spherical: half });

  const artifact = await engine.store.direct.artifacts.get(streamOf(asset).artifactDigest);
  const tracks = join(folder, 'tracks');
  await mkdir(tracks);
  await writeRendition(engine, artifact, '240p', join(tracks, 'video.mp4'));
  expect(await seenIn(join(tracks, 'video.mp4'))).toMatchObject(HALF_SEEN);

  await writeRendition(engine, artifact, 'audio', join(tracks, 'audio.mp4'));
  for (const layout of ['faststart', 'fragmented'] as const) {
    const muxed = await muxMp4(await realToolchain(), {
      inputFolder: tracks,
      outputFolder: folder,
      layout,
      signal: AbortSignal.timeout(60_000),
    });
    if (!muxed.ok) throw new Error(muxed.error.message);
    expect(await seenIn(muxed.value.path)).toMatchObject(HALF_SEEN);
    const xml = /<GSpherical:.*<\/rdf:SphericalVideo>/.exec(await readFile(muxed.value.path, 'latin1'))?.[0];
    expect(xml).toContain('<GSpherical:StereoMode>top-bottom</GSpherical:StereoMode>');
    // Every sample is still where the index says: it decodes without a word.
    const { stderr } = await run('ffmpeg', [
      '-v',
      'warning',
      '-xerror',
      '-i',
      muxed.value.path,
      '-f',
      'null',
      '-',
    ]);
    expect(stderr).toBe('');
  }
});

it('reads what files of the first version say in XML', async () => {
  const folder = await tempFolder();
  const whole = { ...half, missing: { ...half.missing, left: 0, right: 0 } };
  const clip = await clipOf(folder, (bytes) => withSphericalXml(bytes, whole));
  const { engine } = await openReal(folder);
  const { asset } = await process(engine, clip, quick);
  expect(asset.probe?.video[0]).toMatchObject({ projection: 'equirectangular', spherical: whole });
  const artifact = await engine.store.direct.artifacts.get(streamOf(asset).artifactDigest);
  await writeRendition(engine, artifact, '240p', join(folder, 'joined.mp4'));
  expect(await seenIn(join(folder, 'joined.mp4'))).toMatchObject({
    ...{ projection: 'equirectangular', type: 'top and bottom', yaw: 90, pitch: -30, roll: 45 },
  });
});

it('finds ambisonic sound, and keeps it where it is copied', async () => {
  const folder = await tempFolder();
  // Version, type, order 1, sorting, scaling, four channels in an order of their own.
  const content = new Uint8Array(28).with(5, 1).with(11, 4).with(15, 0).with(19, 2).with(23, 1).with(27, 3);
  const clip = await clipOf(folder, (bytes) => withSpatialAudio(bytes, { order: 1, content }));
  const { engine } = await openReal(folder);
  const { job, asset } = await process(engine, clip, quick);
  expect(job.state).toBe('succeeded');
  expect(asset.probe?.audio[0]).toMatchObject({ channels: 4, ambisonicOrder: 1 });

  const copy = join(folder, 'copy.mp4');
  await ffmpeg('-i', clip, '-map', '0:a', '-c', 'copy', '-movflags', '+faststart', copy);
  expect((await readSpatial(copy)).audio.size).toBe(0);
  const [spatialAudio] = (await readSpatial(clip)).audio.values();
  expect(await markSpatial(copy, { spherical: undefined, spatialAudio })).toMatchObject({ ok: true });
  expect([...spatialAudioOf(new Uint8Array(await readFile(copy))).values()]).toEqual([{ order: 1, content }]);
  expect(await ffmpeg('-i', copy, '-f', 'md5', '-')).toEqual(
    await ffmpeg('-i', clip, '-map', '0:a', '-f', 'md5', '-'),
  );
});

it.each(['copy', 'h264'])('keeps both in a conversion whose picture is %s', async (codec) => {
  const folder = await tempFolder();
  const content = new Uint8Array(28).with(5, 1).with(11, 4).with(19, 1).with(23, 2).with(27, 3);
  const clip = await clipOf(folder, (bytes) => {
    const marked = withSpherical(bytes, half);
    return marked && withSpatialAudio(marked, { order: 1, content });
  });
  const convert = recipeOf({
    kind: 'convert',
    container: 'mp4',
    video: codec === 'copy' ? { codec } : { codec, preset: 'ultrafast' },
    audio: { codec: 'copy' },
  });
  const { engine } = await openReal(folder);
  const { job, asset } = await process(engine, clip, convert);
  expect([job.state, job.error]).toEqual(['succeeded', null]);
  const artifact = await engine.store.direct.artifacts.get(asset.outputs[0]?.artifactDigest ?? '');
  const path = (await engine.blobs.localPath(artifact?.entries[0]?.digest ?? '')) ?? '';
  expect(await seenIn(path)).toMatchObject(HALF_SEEN);
  expect([...(await readSpatial(path)).audio.values()]).toEqual([{ order: 1, content }]);
  const { stderr } = await run('ffmpeg', ['-v', 'warning', '-xerror', '-i', path, '-f', 'null', '-']);
  expect(stderr).toBe('');
});
