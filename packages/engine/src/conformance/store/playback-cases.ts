import { expect, it } from 'vitest';
import {
  digestOf,
  sampleArtifact,
  sampleAsset,
  sampleJob,
  sampleOutput,
  samplePlaybackToken,
} from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const playbackCases = (test: StoreUnderTest): void => {
  it('keeps tokens, and gives those of an asset that are good, newest first', async () => {
    const { assets, playback } = test.store.direct;
    await assets.insert(sampleAsset());
    await assets.insert(sampleAsset({ id: 'asset_2' }));
    await playback.insert(samplePlaybackToken({ id: 'long', expiresAtMs: 100 }));
    await playback.insert(samplePlaybackToken({ id: 'short', expiresAtMs: 50 }));
    await playback.insert(samplePlaybackToken({ id: 'old key', keyNumber: 1, expiresAtMs: 100 }));
    await playback.insert(
      samplePlaybackToken({ id: 'other', assetId: 'asset_2', expiresAtMs: 100, ip: '::1' }),
    );
    const good = async (assetId: string, nowMs: number) =>
      (await playback.good(assetId, { nowMs, keyNumber: 2 })).map(({ id }) => id);
    expect(await good('asset_1', 49)).toEqual(['short', 'long']);
    expect(await good('asset_1', 50)).toEqual(['long']);
    await test.reopen();
    expect(await test.store.direct.playback.good('asset_2', { nowMs: 1, keyNumber: 2 })).toEqual([
      samplePlaybackToken({ id: 'other', assetId: 'asset_2', expiresAtMs: 100, ip: '::1' }),
    ]);
    await test.store.direct.playback.forgetEnded(50);
    expect(await test.store.direct.playback.good('asset_1', { nowMs: 1, keyNumber: 0 })).toHaveLength(2);
    await test.store.direct.assets.delete('asset_1');
    expect(await test.store.direct.playback.good('asset_1', { nowMs: 1, keyNumber: 0 })).toEqual([]);
  });

  it('takes back one token or all of an asset, once, and remembers which until their end', async () => {
    const { assets, playback } = test.store.direct;
    await assets.insert(sampleAsset());
    await assets.insert(sampleAsset({ id: 'asset_2' }));
    for (const id of ['a', 'b', 'c']) await playback.insert(samplePlaybackToken({ id, expiresAtMs: 100 }));
    await playback.insert(samplePlaybackToken({ id: 'other', assetId: 'asset_2', expiresAtMs: 100 }));
    const ids = (tokens: readonly { readonly id: string }[]) => tokens.map(({ id }) => id).sort();
    expect(ids(await playback.revoke('asset_2', { id: 'a', nowMs: 7 }))).toEqual([]);
    expect(await playback.revoke('asset_1', { id: 'a', nowMs: 7 })).toEqual([
      samplePlaybackToken({ id: 'a', expiresAtMs: 100, revokedAtMs: 7 }),
    ]);
    expect(ids(await playback.revoke('asset_1', { id: 'a', nowMs: 8 }))).toEqual([]);
    expect(ids(await playback.revoke('asset_1', { nowMs: 8 }))).toEqual(['b', 'c']);
    expect(ids(await playback.revoke('asset_2', { nowMs: 100 }))).toEqual([]);
    await test.reopen();
    expect(ids(await test.store.direct.playback.revoked(99))).toEqual(['a', 'b', 'c']);
    expect(await test.store.direct.playback.revoked(100)).toEqual([]);
    expect(ids(await test.store.direct.playback.good('asset_2', { nowMs: 99, keyNumber: 1 }))).toEqual([
      'other',
    ]);
  });

  it('numbers keys from 1 on', async () => {
    const { playback } = test.store.direct;
    expect(await playback.keys(2)).toEqual([]);
    for (const number of [1, 2, 3]) expect(await playback.addKey(number * 10)).toBe(number);
    expect(await playback.keys(2)).toEqual([
      { number: 3, createdAtMs: 30 },
      { number: 2, createdAtMs: 20 },
    ]);
  });

  it('knows of which assets an artifact is an output or was made for', async () => {
    const { assets, jobs, artifacts, outputs } = test.store.direct;
    await assets.insert(sampleAsset({ visibility: 'private' }));
    await assets.insert(sampleAsset({ id: 'asset_2' }));
    for (const number of [1, 2])
      await jobs.insert(sampleJob({ id: `job_${number}`, assetId: `asset_${number}` }));
    const digest = digestOf('artifact');
    await artifacts.put(sampleArtifact({ digest }));
    const isOf = (choice: Parameters<typeof artifacts.isOf>[1]) => artifacts.isOf(digest, choice);
    expect(await isOf({})).toBe(false);
    await outputs.put(sampleOutput({ jobId: 'job_1', artifactDigest: digest }));
    expect(await isOf({})).toBe(true);
    expect(await isOf({ id: 'asset_1' })).toBe(true);
    expect(await isOf({ id: 'asset_2' })).toBe(false);
    expect(await isOf({ visibility: ['private'] })).toBe(true);
    expect(await isOf({ visibility: ['public', null] })).toBe(false);
    await outputs.put(sampleOutput({ jobId: 'job_2', artifactDigest: digest }));
    expect(await isOf({ visibility: ['public', null] })).toBe(true);
    expect(await isOf({ visibility: ['public'] })).toBe(false);
    await assets.update('asset_2', { visibility: 'public' });
    expect(await isOf({ visibility: ['public'] })).toBe(true);
    await assets.delete('asset_2');
    expect(await isOf({ visibility: ['public', null] })).toBe(false);
  });
};
