import { expect, it } from 'vitest';
import {
  digestOf,
  fingerprintOf,
  insertJobWith,
  sampleArtifact,
  sampleAsset,
  sampleCache,
  sampleOutput,
  sampleStep,
} from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const digest = digestOf('artifact');

export const artifactCases = (test: StoreUnderTest): void => {
  it('gives back what was put, entries in their order, also after opening again', async () => {
    const empty = sampleArtifact({ digest: digestOf('empty'), entries: [], facts: null });
    await test.store.direct.artifacts.put(sampleArtifact());
    await test.store.direct.artifacts.put(empty);
    await test.reopen();
    expect(await test.store.direct.artifacts.get(digest)).toEqual(sampleArtifact());
    expect(await test.store.direct.artifacts.get(empty.digest)).toEqual(empty);
    expect(await test.store.direct.artifacts.get(digestOf('none'))).toBeUndefined();
  });

  it('is the same after a second put', async () => {
    await test.store.direct.artifacts.put(sampleArtifact());
    await test.store.direct.artifacts.put(sampleArtifact());
    await test.store.transaction((tx) => tx.artifacts.put(sampleArtifact()));
    expect(await test.store.direct.artifacts.get(digest)).toEqual(sampleArtifact());
  });

  it('takes thousands of entries, and one blob under several paths', async () => {
    const entries = Array.from({ length: 2_345 }, (_, number) => ({
      path: `1080p/segment ${number}.m4s`,
      digest: digestOf(`${number % 2}`),
      sizeBytes: number,
      mediaType: 'video/mp4',
    }));
    await test.store.direct.artifacts.put(sampleArtifact({ entries }));
    expect((await test.store.direct.artifacts.get(digest))?.entries).toEqual(entries);
  });

  it('gives one entry by its exact path', async () => {
    const { artifacts } = test.store.direct;
    await artifacts.put(sampleArtifact());
    await artifacts.put(sampleArtifact({ digest: digestOf('second'), entries: [] }));
    expect(await artifacts.entry(digest, '1080p/init.mp4')).toEqual(sampleArtifact().entries[1]);
    expect(await artifacts.entry(digest, '1080P/init.mp4')).toBeUndefined();
    expect(await artifacts.entry(digest, '1080p/%')).toBeUndefined();
    expect(await artifacts.entry(digestOf('second'), '1080p/init.mp4')).toBeUndefined();
  });

  it('gives facts and total size of those it knows', async () => {
    const { artifacts } = test.store.direct;
    const empty = sampleArtifact({ digest: digestOf('empty'), entries: [], facts: null });
    await artifacts.put(sampleArtifact());
    await artifacts.put(empty);
    expect(await artifacts.factsOf([digest, empty.digest, digestOf('none')])).toEqual(
      new Map([
        [digest, { facts: sampleArtifact().facts, sizeBytes: 5_000_000_800 }],
        [empty.digest, { facts: null, sizeBytes: 0 }],
      ]),
    );
    expect(await artifacts.factsOf([])).toEqual(new Map());
  });

  it('is referenced while a step or an output of an existing asset points at it', async () => {
    const { store } = test;
    await insertJobWith(store, [sampleStep(), sampleStep({ key: 'b' })]);
    await store.direct.artifacts.put(sampleArtifact());
    const isReferenced = () => store.direct.artifacts.isReferenced(digest);
    expect(await isReferenced()).toBe(false);
    await store.direct.steps.update('job_1', 'b', { artifactDigest: digest }, {});
    expect(await isReferenced()).toBe(true);
    await store.direct.steps.update('job_1', 'b', { artifactDigest: null }, {});
    expect(await isReferenced()).toBe(false);
    await store.direct.outputs.put(sampleOutput());
    expect(await isReferenced()).toBe(true);
    await store.direct.assets.delete('asset_1');
    expect(await isReferenced()).toBe(false);
  });

  it('sweeps artifacts nobody points at, with their cache entries, and says how many', async () => {
    const { store } = test;
    await insertJobWith(store, [sampleStep({ artifactDigest: digestOf('by step') })]);
    await store.transaction(async (tx) => {
      await tx.outputs.put(sampleOutput({ artifactDigest: digestOf('by output') }));
      for (const name of ['by step', 'by output', 'loose 1', 'loose 2']) {
        await tx.artifacts.put(sampleArtifact({ digest: digestOf(name) }));
        await tx.cache.put(sampleCache({ fingerprint: fingerprintOf(name), artifactDigest: digestOf(name) }));
      }
    });
    const left = async () => {
      const names = ['by step', 'by output', 'loose 1', 'loose 2'];
      const artifacts = await Promise.all(names.map((name) => store.direct.artifacts.get(digestOf(name))));
      const cached = await Promise.all(names.map((name) => store.direct.cache.get(fingerprintOf(name))));
      expect(cached.map(Boolean)).toEqual(artifacts.map(Boolean));
      return names.filter((_, index) => artifacts[index] !== undefined);
    };

    expect(await store.direct.artifacts.sweep()).toBe(2);
    expect(await left()).toEqual(['by step', 'by output']);
    expect(await store.direct.artifacts.entry(digestOf('loose 1'), '1080p/init.mp4')).toBeUndefined();
    expect(await store.direct.artifacts.sweep()).toBe(0);

    await store.direct.assets.delete('asset_1');
    expect(await store.direct.artifacts.sweep()).toBe(2);
    expect(await left()).toEqual([]);
  });

  it('can be put again after a sweep', async () => {
    await test.store.direct.artifacts.put(sampleArtifact());
    expect(await test.store.direct.artifacts.sweep()).toBe(1);
    await test.store.direct.artifacts.put(sampleArtifact());
    expect(await test.store.direct.artifacts.get(digest)).toEqual(sampleArtifact());
  });

  it('says whether a source or an artifact needs a blob', async () => {
    const { store } = test;
    const needs = (name: string) => store.direct.artifacts.isBlobReferenced(digestOf(name));
    await store.direct.assets.insert(sampleAsset());
    await store.direct.assets.insert(sampleAsset({ id: 'asset_2' }));
    await store.direct.artifacts.put(sampleArtifact());
    expect([await needs('source'), await needs('init'), await needs('none')]).toEqual([true, true, false]);
    await store.direct.artifacts.sweep();
    expect(await needs('init')).toBe(false);
    await store.direct.assets.delete('asset_1');
    expect(await needs('source')).toBe(true);
    await store.direct.assets.delete('asset_2');
    expect(await needs('source')).toBe(false);
  });
};
