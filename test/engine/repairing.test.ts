import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Asset, resolveRecipe } from '@reelmill/core';
import { checkStore, type Engine, forgetDamage, prepareRepro } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { addAsset, filesIn, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const open = async () => {
  const folder = await tempFolder();
  const steps = createRemoteSteps();
  return { folder, steps, ...(await openEngine(folder, steps)) };
};
const named = (recipe: unknown) => {
  const found = resolveRecipe(recipe);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
const make = async (engine: Engine, asset: Asset, recipe: unknown): Promise<string> => {
  const job = await engine.createJob(asset.id, named(recipe));
  if (!job.ok) throw new Error(job.error.message);
  await jobEnd(engine, job.value.id);
  return job.value.id;
};
const check = async ({ store, blobs }: Awaited<ReturnType<typeof open>>) => {
  const report = await checkStore({ store, blobs });
  if (!report.ok) throw new Error(report.error.message);
  return report.value;
};
const poster = { outputs: [{ kind: 'poster', maxWidth: 64 }] };

/** The digest of the one file of a job's poster. */
const posterBlob = async ({ store }: Awaited<ReturnType<typeof open>>, jobId: string): Promise<string> => {
  const step = await store.direct.steps.get(jobId, 'poster');
  const artifact = await store.direct.artifacts.get(step?.artifactDigest ?? '');
  return artifact?.entries[0]?.digest ?? '';
};
/** As a disk does it: as many bytes as before, but others. */
const alter = async (engine: Engine, digest: string): Promise<void> => {
  const path = (await engine.blobs.localPath(digest)) ?? '';
  const bytes = await readFile(path);
  await chmod(path, 0o644);
  await writeFile(
    path,
    bytes.map((byte) => byte ^ 1),
  );
};

describe('repairing a store', () => {
  it('keeps what is left of a file that stood in place of an output, and says which', async () => {
    const rig = await open();
    const { engine, store, blobs, steps, folder } = rig;
    steps.succeedAll();
    const asset = await addAsset(engine, 'clip', recipeNamed('poster'));
    await jobEnd(engine, asset.job?.id ?? '');
    const { digest, sizeBytes } = await blobs.putBytes(new TextEncoder().encode('by hand'));
    const replacement = { assetId: asset.id, name: 'hd', digest, sizeBytes };
    await store.direct.replacements.put(replacement);
    expect(await check(rig)).toMatchObject({ damaged: [], unreferenced: [], replacements: [] });
    await alter(engine, digest);
    const report = await check(rig);
    expect(report).toMatchObject({ damaged: [{ digest, damage: 'altered' }], replacements: [replacement] });
    const quarantineFolder = join(folder, 'quarantine');
    await forgetDamage({ store, blobs, quarantineFolder }, report);
    expect(await filesIn(quarantineFolder)).toEqual([digest]);
  });

  it('makes again what derives from altered bytes, for every asset and recipe that has them, current version last', async () => {
    const rig = await open();
    const { engine, store, blobs, steps, folder } = rig;
    steps.succeedAll();
    const asset = await addAsset(engine, 'clip', recipeNamed('web'));
    await jobEnd(engine, asset.job?.id ?? '');
    const twin = await addAsset(engine, 'clip', recipeNamed('poster'));
    await make(engine, asset, 'poster');
    await make(engine, asset, poster);
    await make(engine, asset, 'web');
    const digest = await posterBlob(rig, asset.job?.id ?? '');
    await alter(engine, digest);

    const report = await check(rig);
    expect(report).toMatchObject({ damaged: [{ digest, damage: 'altered' }], sources: [] });
    const rebuilds = await forgetDamage(
      { store, blobs, quarantineFolder: join(folder, 'quarantine') },
      report,
    );
    const namesFor = (of: Asset) =>
      rebuilds.filter(({ assetId }) => assetId === of.id).map(({ recipe }) => recipe.name);
    expect(namesFor(asset)).toEqual(['poster', 'web']);
    expect(namesFor(twin)).toEqual(['poster']);
    const before = steps.totalRuns();
    for (const { assetId, recipe } of rebuilds) {
      const job = await engine.createJob(assetId, recipe);
      if (job.ok) await jobEnd(engine, job.value.id);
    }
    expect(steps.totalRuns() - before).toBe(1);
    expect(await check(rig)).toMatchObject({ damaged: [], artifacts: [] });
    expect(
      (await engine.getAsset(asset.id))?.outputs.map(({ kind }) => kind).sort((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['hls', 'poster']);
    expect(await filesIn(join(folder, 'quarantine'))).toEqual([]);
  });

  it('rebuilds nothing of a source that is gone, and for a job that was cancelled', async () => {
    const rig = await open();
    const { engine, store, blobs, steps, folder } = rig;
    // Test steps make their bytes of the parameters alone: this poster is no other's.
    const lost = await addAsset(engine, 'lost', named(poster));
    await (await steps.next('probe')).succeed();
    await (await steps.next('still')).succeed();
    await jobEnd(engine, lost.job?.id ?? '');
    const cancelled = await addAsset(engine, 'cancelled', recipeNamed('web'));
    await (await steps.next('probe')).succeed();
    const made = Promise.withResolvers<void>();
    engine.subscribe((event) => {
      if (event.type === 'step.updated' && event.step.key === 'poster' && event.step.state === 'executed')
        made.resolve();
    });
    await (await steps.next('still')).succeed();
    await made.promise;
    await engine.cancelJob(cancelled.job?.id ?? '');
    await blobs.delete(lost.source.digest);
    await blobs.delete(await posterBlob(rig, lost.job?.id ?? ''));
    await alter(engine, await posterBlob(rig, cancelled.job?.id ?? ''));

    const report = await check(rig);
    expect(report.sources.map(({ id }) => id)).toEqual([lost.id]);
    expect(report.artifacts).toHaveLength(2);
    expect(
      await forgetDamage({ store, blobs, quarantineFolder: join(folder, 'quarantine') }, report),
    ).toEqual([]);
    // Nobody needs what the cancelled job made, now that the cache would not hand it out.
    expect((await check(rig)).artifacts.flatMap((artifact) => artifact.steps)).toMatchObject([
      { stepKey: 'poster', job: { id: lost.job?.id } },
    ]);
  });

  it('makes nothing of a new file for a version that was made of the one before', async () => {
    const rig = await open();
    const { engine, store, blobs, steps, folder } = rig;
    steps.succeedAll();
    const asset = await addAsset(engine, 'first cut', named(poster));
    const jobId = asset.job?.id ?? '';
    await jobEnd(engine, jobId);
    const { digest, sizeBytes } = await blobs.putBytes(new TextEncoder().encode('second cut'));
    const next = await engine.commit((tx, emit) =>
      engine.replaceSource(tx, emit, {
        assetId: asset.id,
        fileName: 'second.mp4',
        sourceDigest: digest,
        sourceSizeBytes: sizeBytes,
        recipe: recipeNamed('web'),
      }),
    );
    await jobEnd(engine, next ?? '');
    await alter(engine, await posterBlob(rig, jobId));

    const report = await check(rig);
    expect(report.artifacts).toHaveLength(1);
    expect(
      await forgetDamage({ store, blobs, quarantineFolder: join(folder, 'quarantine') }, report),
    ).toEqual([]);
    const context = {
      store,
      blobs,
      capabilities: engine.capabilities,
      stepKinds: steps.stepKinds,
      deriveKey: engine.deriveKey,
    };
    expect(await prepareRepro(context, jobId, 'poster')).toMatchObject({
      ok: false,
      error: { code: 'CONFLICT', message: expect.stringContaining('has been replaced since') },
    });
    expect(await prepareRepro(context, next ?? '', 'poster')).toMatchObject({ ok: true });
  });

  it('takes no bytes for damaged that the machine refuses to read', async () => {
    const { engine, store, blobs } = await open();
    await addAsset(engine, 'clip', recipeNamed('poster'));
    const failing = (code: string) => () =>
      new Readable().destroy(Object.assign(new Error('refused'), { code }));
    expect(await checkStore({ store, blobs: { ...blobs, read: failing('EACCES') } })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('EACCES') },
    });
    expect(await checkStore({ store, blobs: { ...blobs, read: failing('EIO') } })).toMatchObject({
      ok: true,
      value: { damaged: [{ damage: 'altered' }] },
    });
  });
});
