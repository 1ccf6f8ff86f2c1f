import { join } from 'node:path';
import { openSqliteStore } from '@reelmill/adapters';
import { canonicalJson } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { filesIn } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** A data folder with one made clip, and how to look into its rows. */
const makeOne = async (seconds = 2) => {
  const folder = await tempFolder();
  const clip = await makeClip(folder, { seconds, size: '640x360' });
  expect(await reelmill(folder, 'make', clip, '-o', 'out')).toMatchObject({ code: 0 });
  const store = await openSqliteStore({ path: join(folder, 'data/reelmill.sqlite') });
  const [job] = (await store.direct.jobs.list({ limit: 1, offset: 0 })).items;
  if (!job) throw new Error('there is no job');
  return { folder, store, jobId: job.id };
};

describe('reelmill repro', () => {
  it('makes a step of every kind again as it was, a rung without the others of its batch, and keeps nothing', async () => {
    const { folder, store, jobId } = await makeOne(9);
    const steps = await store.direct.steps.ofJob(jobId);
    await store.close();
    expect(steps.map((step) => step.key)).toContain('video-0002-240p');
    const before = await filesIn(join(folder, 'data/blobs'));
    const oneOfEachKind = steps.filter(
      ({ kind, key }) => kind !== 'encode-video' || key === 'video-0002-240p',
    );
    expect(oneOfEachKind.length).toBeGreaterThan(4);
    for (const step of oneOfEachKind) {
      const said = await reelmill(folder, 'repro', `${jobId}/${step.key}`, '--json');
      expect([step.key, said.code]).toEqual([step.key, 0]);
      const answer = lastJson(said);
      expect(answer).toMatchObject({
        isEqual: true,
        committed: step.artifactDigest,
        record: { kind: step.kind },
        changes: [],
        files: [],
      });
      expect(answer.commands.length > 0).toBe(step.kind !== 'package-hls');
    }
    expect(await filesIn(join(folder, 'data/blobs'))).toEqual(before);
    const words = await reelmill(folder, 'repro', `${jobId}/video-0001-240p`);
    expect(words.stdout).toMatch(
      /"crf": 23[^]*\n\$ \S.*ffmpeg .*libx264[^]*\nequal: artifact [0-9a-f]{64}\n$/,
    );
  });

  it('names the file that came out differently, and what is not as it was', async () => {
    const { folder, store, jobId } = await makeOne();
    // As if the poster had been made by another build of ffmpeg, which made another picture.
    const poster = await store.direct.steps.get(jobId, 'poster');
    const video = await store.direct.steps.get(jobId, 'video-0001-240p');
    if (!poster?.fingerprint || !video?.artifactDigest) throw new Error('the steps were not made');
    const [other] = (await store.direct.artifacts.get(video.artifactDigest))?.entries ?? [];
    if (!other) throw new Error('the video has no files');
    const digest = 'a'.repeat(64);
    const entries = [{ ...other, path: 'still.jpg' }];
    await store.direct.artifacts.put({ digest, entries, facts: { url: 'still.jpg', width: 1, height: 1 } });
    await store.direct.steps.update(jobId, 'poster', { artifactDigest: digest }, {});
    const entry = await store.direct.cache.get(poster.fingerprint);
    if (!entry) throw new Error('the poster is not cached');
    const record = canonicalJson({ ...JSON.parse(entry.record), toolchain: 'ffmpeg 4' });
    await store.direct.cache.delete(poster.fingerprint);
    await store.direct.cache.put({ ...entry, record });
    await store.close();

    const said = await reelmill(folder, 'repro', `${jobId}/poster`);
    expect(said.code).toBe(1);
    expect(said.stdout).toContain('not as it was: toolchain: ffmpeg 4 → ffmpeg ');
    expect(said.stdout).toContain(`different: artifact ${digest} is in the store`);
    expect(said.stdout).toContain(`still.jpg: ${other.digest} → `);
  });

  it('says in a sentence that there is no such step', async () => {
    const { folder, store, jobId } = await makeOne();
    await store.close();
    for (const step of [`${jobId}/nonsense`, 'job_none/poster', 'nonsense']) {
      expect(await reelmill(folder, 'repro', step)).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('There is no such step.'),
      });
    }
  });
});
