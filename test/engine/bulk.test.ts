import type { Bulk } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const LANES = { light: 2, cpu: 2, gpu: 1, io: 2 };

/** Assets without a job, of bytes of their own unless these are named. */
const addAssets = async (engine: Engine, count: number, bytes?: string): Promise<readonly string[]> => {
  const ids = Array.from({ length: count }, (_, index) => `asset_${String(index).padStart(4, '0')}`);
  const sources = await Promise.all(
    (bytes === undefined ? ids : [bytes]).map((text) =>
      engine.blobs.putBytes(new TextEncoder().encode(text)),
    ),
  );
  await engine.commit(async (tx) => {
    for (const [index, id] of ids.entries()) {
      const source = sources[index] ?? sources[0];
      if (!source) throw new Error('there is at least one');
      await tx.assets.insert({
        ...{
          id,
          ownerId: 'local',
          name: `Clip ${index}`,
          metadata: {},
          state: 'ready',
          sourceFileName: 'clip.mp4',
        },
        ...{ sourceDigest: source.digest, sourceSizeBytes: source.sizeBytes, probe: null, visibility: null },
        ...{ currentJobId: null, createdAtMs: index, updatedAtMs: index },
      });
    }
  });
  return ids;
};

const start = async (engine: Engine, ids: readonly string[], recipe = 'probe'): Promise<Bulk> => {
  const wanted = { recipe: recipeNamed(recipe), priority: 0, assets: { ids } };
  const created = await engine.bulk.create(wanted);
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
};

/** Resolves with the bulk job once an event says that `done` holds of it. */
const once = (engine: Engine, id: string, done: (bulk: Bulk) => boolean): Promise<Bulk> => {
  const seen = Promise.withResolvers<Bulk>();
  const stop = engine.subscribe((event) => {
    if (event.type === 'bulk.updated' && event.bulk.id === id && done(event.bulk)) seen.resolve(event.bulk);
  });
  return seen.promise.finally(stop);
};
const end = (engine: Engine, id: string): Promise<Bulk> =>
  once(engine, id, (bulk) => bulk.finishedAt !== null);

const statesOf = async (engine: Engine, id: string) =>
  (await engine.bulk.items(id, { limit: 200, offset: 0 }))?.items.map(({ state }) => state);

const damaged = { code: 'MEDIA_DAMAGED', reason: 'bad-input', message: 'It is damaged.' } as const;

describe('a bulk job', () => {
  it('goes on after one of its assets failed, says which, and tries that one again', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, { lanes: { ...LANES, light: 1 } });
    const ids = await addAssets(engine, 3);
    const { id } = await start(engine, ids);
    const ended = end(engine, id);
    await (await steps.next('probe')).succeed();
    (await steps.next('probe')).end({ ok: false, error: damaged });
    await (await steps.next('probe')).succeed();
    expect(await ended).toMatchObject({
      state: 'failed',
      progress: 1,
      items: { total: 3, succeeded: 2, failed: 1, waiting: 0 },
    });
    expect(await statesOf(engine, id)).toEqual(['succeeded', 'failed', 'succeeded']);
    const failed = await engine.bulk.items(id, { state: 'failed', limit: 10, offset: 0 });
    expect(failed).toMatchObject({
      total: 1,
      items: [{ assetId: ids[1], assetName: 'Clip 1', error: damaged }],
    });

    const endedAgain = end(engine, id);
    expect(await engine.bulk.retry(id)).toMatchObject({ ok: true, value: { state: 'running' } });
    await (await steps.next('probe')).succeed();
    expect(await endedAgain).toMatchObject({ state: 'succeeded', items: { succeeded: 3 } });
    expect(steps.runs('probe')).toBe(4);
    expect(await engine.bulk.retry(id)).toMatchObject({ ok: false, error: { code: 'CONFLICT' } });
  });

  it('says how it stands as a whole while it is under way', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, { lanes: LANES });
    const { id } = await start(engine, await addAssets(engine, 4));
    const half = once(engine, id, ({ items }) => items.succeeded === 2);
    await (await steps.next('probe')).succeed();
    await (await steps.next('probe')).succeed();
    const { progress, state, items } = await half;
    expect([state, items.total, items.queued + items.running]).toEqual(['running', 4, 2]);
    expect(progress).toBeGreaterThanOrEqual(0.5);
    expect(progress).toBeLessThan(1);
  });

  it('of a thousand gives each one job, few at a time, with few events of its own', async () => {
    const steps = createRemoteSteps();
    const { engine, events, store } = await openEngine(await tempFolder(), steps, { lanes: LANES });
    const ids = await addAssets(engine, 1000, 'the same bytes');
    const { id, items } = await start(engine, [...ids, ...ids]);
    expect(items).toMatchObject({ total: 1000, waiting: 1000 });
    const ended = end(engine, id);
    const first = await steps.next('probe');
    const open = await once(engine, id, (bulk) => bulk.items.queued + bulk.items.running >= 50);
    expect(open.items).toMatchObject({ waiting: 950 });
    await first.succeed();
    expect(await ended).toMatchObject({ state: 'succeeded', items: { succeeded: 1000 } });
    expect((await store.direct.jobs.list({ limit: 1, offset: 0 })).total).toBe(1000);
    for (const assetId of [ids[0], ids[500], ids[999]]) {
      expect((await store.direct.jobs.list({ assetId, limit: 9, offset: 0 })).total).toBe(1);
    }
    // One for each few jobs it is given, at the most: those made at once come in steps of ten.
    expect(events.filter(({ type }) => type === 'bulk.updated').length).toBeLessThanOrEqual(110);
  });

  it('goes on after a restart where it was, and gives no asset a second job', async () => {
    const folder = await tempFolder();
    const before = createRemoteSteps();
    const first = await openEngine(folder, before, { lanes: LANES });
    const { id } = await start(first.engine, await addAssets(first.engine, 70));
    const half = once(first.engine, id, ({ items }) => items.waiting === 20);
    await before.next('probe');
    await half;
    await first.close();

    const after = createRemoteSteps();
    const { engine, store } = await openEngine(folder, after, { lanes: LANES });
    const ended = end(engine, id);
    const stop = after.succeedAll();
    expect(await ended).toMatchObject({ state: 'succeeded', items: { total: 70, succeeded: 70 } });
    stop();
    expect((await store.direct.jobs.list({ limit: 1, offset: 0 })).total).toBe(70);
  });

  it('cancelled keeps what is made, stops what runs and begins nothing more', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, { lanes: LANES });
    const { id } = await start(engine, await addAssets(engine, 60));
    const one = once(engine, id, ({ items }) => items.succeeded === 1);
    await (await steps.next('probe')).succeed();
    const running = await steps.next('probe');
    await one;
    const ended = end(engine, id);
    expect(await engine.bulk.cancel(id)).toMatchObject({ ok: true });
    expect(running.context.signal.aborted).toBe(true);
    expect(await ended).toMatchObject({
      state: 'cancelled',
      items: { succeeded: 1, cancelled: 59, waiting: 0 },
    });
    expect(await engine.bulk.cancel(id)).toMatchObject({ ok: false, error: { code: 'CONFLICT' } });

    const endedAgain = end(engine, id);
    expect(await engine.bulk.retry(id)).toMatchObject({ ok: true });
    const stop = steps.succeedAll();
    expect(await endedAgain).toMatchObject({ state: 'succeeded', items: { succeeded: 60 } });
    stop();
  });

  it('takes the assets a list would show, and refuses what is not there or too many', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, { lanes: LANES });
    await addAssets(engine, 1001, 'the same bytes');
    const create = (assets: Parameters<Engine['bulk']['create']>[0]['assets']) =>
      engine.bulk.create({ recipe: recipeNamed('probe'), priority: 0, assets });
    const found = await create({ query: { search: 'clip 10' } });
    expect(found).toMatchObject({ ok: true, value: { items: { total: 21 } } });
    expect(await create({ query: {} })).toMatchObject({ ok: false, error: { code: 'INVALID_REQUEST' } });
    expect(await create({ query: { search: 'nobody' } })).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST' },
    });
    expect(await create({ ids: ['asset_0001', 'asset_none'] })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
    expect((await engine.bulk.list({ limit: 10, offset: 0 })).total).toBe(1);
  });
});
