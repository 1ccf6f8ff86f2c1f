import { liveUrl } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { factsOf, probeOf, videoTrack } from '../../packages/core/src/plan/probe-fixtures.ts';
import { addAsset, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps, type RemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** 20 s at 1080p, which are three chunks of 4, 8 and 8 s; the small rungs of the first come before its large ones. */
const facts = factsOf(
  probeOf({ durationSeconds: 20, video: [videoTrack({ shownSeconds: 20, frameCount: 600 })] }),
);

/** A film whose probe and sound are made; its encodes are next. */
const open = async (recipe = 'web', slots = 1) => {
  const steps = createRemoteSteps(facts, { sameContent: true });
  const rig = await openEngine(await tempFolder(), steps, { lanes: { light: 2, cpu: slots, gpu: 0, io: 1 } });
  const asset = await addAsset(rig.engine, 'film', recipeNamed(recipe));
  const jobId = asset.job?.id ?? '';
  await (await steps.next('probe')).succeed();
  const poster = await steps.next('still');
  await poster.succeed();
  return { ...rig, steps, jobId, assetId: asset.id };
};

/** Lets the next encode succeed, and resolves once that is committed. */
const encodeNext = async (steps: RemoteSteps, engine: Engine, jobId: string): Promise<void> => {
  const run = await steps.next('encode-video');
  const before = (await engine.getJob(jobId))?.steps.executed ?? 0;
  const committed = Promise.withResolvers<void>();
  const stop = engine.subscribe((event) => {
    if (event.type === 'job.updated' && event.job.steps.executed >= before + run.context.tasks.length)
      committed.resolve();
  });
  await run.succeed();
  await committed.promise.finally(stop);
};

const playableOf = async (engine: Engine, jobId: string) => (await engine.getJob(jobId))?.playable;
const playlist = async (engine: Engine, jobId: string, path: string): Promise<string> => {
  const found = await engine.livePlaylist(jobId, path);
  return found.ok ? found.value : found.error.message;
};
const addresses = (text: string): readonly string[] => text.match(/^[^#].*$/gm) ?? [];

describe('a stream that is being made', () => {
  it('can be watched from its first chunk, and further with every other', async () => {
    const { engine, steps, jobId, events } = await open();
    expect(await playableOf(engine, jobId)).toBeNull();
    expect(await playlist(engine, jobId, 'main.m3u8')).toBe('Nothing of this stream can be played yet.');
    await (await steps.next('encode-audio')).succeed();

    const url = `/media/live/${jobId}/main.m3u8`;
    const seen = [];
    for (let number = 0; number < 4; number += 1) {
      await encodeNext(steps, engine, jobId);
      seen.push(await playableOf(engine, jobId));
    }
    expect(seen).toEqual([
      { url: `${url}?renditions=2`, untilSeconds: 4 },
      { url, untilSeconds: 4 },
      { url, untilSeconds: 12 },
      { url, untilSeconds: 20 },
    ]);
    const told = events.flatMap((event) => (event.type === 'job.updated' ? [event.job.playable] : []));
    for (const playable of seen) expect(told).toContainEqual(playable);
  });

  it('is watched with the sound it has, so not before that is made', async () => {
    const { engine, steps, jobId } = await open('web-small', 2);
    await steps.next('encode-audio');
    await encodeNext(steps, engine, jobId);
    expect(await playableOf(engine, jobId)).toBeNull();
    expect(await playlist(engine, jobId, 'main.m3u8')).toBe('Nothing of this stream can be played yet.');
  });

  it('names what is committed and nothing else, at its own address', async () => {
    const { engine, steps, jobId } = await open();
    await (await steps.next('encode-audio')).succeed();
    await encodeNext(steps, engine, jobId);
    const main = await playlist(engine, jobId, 'main.m3u8');
    expect(addresses(main)).toEqual(['360p/playlist.m3u8', '240p/playlist.m3u8']);
    expect(await playlist(engine, jobId, '1080p/playlist.m3u8')).toBe(
      'The stream has no such playlist, or not yet.',
    );
    await encodeNext(steps, engine, jobId);
    await encodeNext(steps, engine, jobId);
    const names = addresses(await playlist(engine, jobId, 'main.m3u8'));
    expect(names).toEqual(['1080p', '720p', '480p', '360p', '240p'].map((rung) => `${rung}/playlist.m3u8`));
    for (const name of [...names, 'audio/playlist.m3u8']) {
      const text = await playlist(engine, jobId, name);
      expect(text).not.toContain('#EXT-X-ENDLIST');
      const init = /#EXT-X-MAP:URI="(.*)"/.exec(text)?.[1] ?? '';
      const files = [init, ...addresses(text)];
      // 12 s: the first chunk and the second, or three segments of sound.
      expect(files).toHaveLength(name.startsWith('audio') ? 4 : 3);
      for (const file of files) {
        const { pathname } = new URL(file, `http://server${liveUrl(jobId, name)}`);
        const [, media, digest = '', ...path] = pathname.split('/');
        expect(media).toBe('media');
        const entry = await engine.artifactEntry(digest, path.join('/'));
        expect(entry && (await engine.blobs.stat(entry.digest))).toBeTruthy();
      }
    }
  });

  it('goes on to the end for whoever watches it when the job succeeds', async () => {
    const { engine, steps, jobId, assetId } = await open();
    steps.succeedAll();
    await jobEnd(engine, jobId);
    expect(await playableOf(engine, jobId)).toBeNull();
    const text = await playlist(engine, jobId, '1080p/playlist.m3u8');
    expect(addresses(text)).toHaveLength(3);
    expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
    expect((await engine.getAsset(assetId))?.outputs.map(({ kind }) => kind)).toContain('hls');
  });

  it.each([
    ['failed', 'The job failed, so its stream is gone.'],
    ['cancelled', 'The job was cancelled, so its stream is gone.'],
  ])('is gone when the job has %s', async (state, sentence) => {
    const { engine, steps, jobId } = await open();
    await (await steps.next('encode-audio')).succeed();
    await encodeNext(steps, engine, jobId);
    const next = await steps.next('encode-video');
    if (state === 'cancelled') await engine.cancelJob(jobId);
    else next.end({ ok: false, error: { code: 'MEDIA_DAMAGED', reason: 'bad-input', message: 'Damaged.' } });
    expect(await jobEnd(engine, jobId)).toMatchObject({ state, playable: null });
    expect(await playlist(engine, jobId, 'main.m3u8')).toBe(sentence);
    expect(await playlist(engine, jobId, '360p/playlist.m3u8')).toBe(sentence);
  });

  it('is kept while the job is paused', async () => {
    const { engine, steps, jobId } = await open();
    await (await steps.next('encode-audio')).succeed();
    await encodeNext(steps, engine, jobId);
    await engine.pauseJob(jobId);
    expect(await playableOf(engine, jobId)).toMatchObject({ untilSeconds: 4 });
    expect(await playlist(engine, jobId, '360p/playlist.m3u8')).toContain('00001.m4s');
  });

  it('is not offered where the asset has a version to play', async () => {
    const { engine, steps, jobId, assetId } = await open('web-small');
    const stop = steps.succeedAll();
    await jobEnd(engine, jobId);
    stop();
    const again = await engine.createJob(assetId, recipeNamed('web'));
    if (!again.ok) throw new Error(again.error.message);
    const encoded = Promise.withResolvers<void>();
    engine.subscribe((event) => {
      if (event.type === 'job.updated' && event.job.steps.executed > 0) encoded.resolve();
    });
    steps.succeedAll();
    await encoded.promise;
    expect(await playableOf(engine, again.value.id)).toBeNull();
  });
});
