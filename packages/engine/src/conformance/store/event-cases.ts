import type { Bulk } from '@reelmill/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NewEvent } from '../../ports/index.ts';
import { sampleAsset, sampleBulk } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const event = (over: Partial<NewEvent> = {}): NewEvent => ({
  atMs: 1_700_000_000_123,
  assetId: 'asset_1',
  jobId: 'job_1',
  body: { type: 'asset.deleted' },
  ...over,
});

export const eventCases = (test: StoreUnderTest): void => {
  const append = (over: Partial<NewEvent> = {}) => test.store.direct.events.append(event(over));

  it('gives back what it kept, with number and time, also after opening again', async () => {
    const body = {
      type: 'output.published',
      output: { kind: 'poster', artifactDigest: 'x', url: '/é' },
    } as unknown as NewEvent['body'];
    const appended = await append({ body, jobId: null });
    expect(appended).toEqual({
      seq: appended.seq,
      at: '2023-11-14T22:13:20.123Z',
      assetId: 'asset_1',
      jobId: null,
      ownerId: 'local',
      ...body,
    });
    expect(appended.seq).toBeGreaterThan(0);
    await test.reopen();
    expect(await test.store.direct.events.since(0, {}, 10)).toEqual([appended]);
  });

  it('gives what comes after a number, in order, no more than asked for', async () => {
    const all = [await append(), await append(), await append(), await append()];
    const { events } = test.store.direct;
    expect(await events.since(0, {}, 10)).toEqual(all);
    expect(await events.since(all[1]?.seq ?? 0, {}, 10)).toEqual(all.slice(2));
    expect(await events.since(0, {}, 3)).toEqual(all.slice(0, 3));
    expect(await events.since(all[3]?.seq ?? 0, {}, 10)).toEqual([]);
  });

  it('filters by asset, by job, by both', async () => {
    const a1 = await append({ assetId: 'a', jobId: 'j1' });
    const a2 = await append({ assetId: 'a', jobId: 'j2' });
    const b = await append({ assetId: 'b', jobId: 'j3' });
    const none = await append({ assetId: null, jobId: null });
    const { events } = test.store.direct;
    expect(await events.since(0, { assetId: 'a' }, 10)).toEqual([a1, a2]);
    expect(await events.since(0, { jobId: 'j2' }, 10)).toEqual([a2]);
    expect(await events.since(0, { assetId: 'a', jobId: 'j3' }, 10)).toEqual([]);
    expect(await events.since(0, { assetId: undefined, jobId: undefined }, 10)).toEqual([a1, a2, b, none]);
    expect(await events.since(a1.seq, { assetId: 'a' }, 1)).toEqual([a2]);
  });

  it('keeps an event for who owns the asset or the bulk job it is about', async () => {
    const { assets, bulks, events } = test.store.direct;
    await assets.insert(sampleAsset({ ownerId: 'ann' }));
    await bulks.insert(sampleBulk({ ownerId: 'bob' }), []);
    const ofAsset = await append();
    const bulk = { id: sampleBulk().id } as Bulk;
    const ofBulk = await append({ assetId: null, jobId: null, body: { type: 'bulk.updated', bulk } });
    const ofNobody = await append({ assetId: 'gone' });
    expect([ofAsset, ofBulk, ofNobody].map(({ ownerId }) => ownerId)).toEqual(['ann', 'bob', 'local']);
    expect(await events.since(0, { ownerId: 'ann' }, 10)).toEqual([ofAsset]);
    expect(await events.since(0, { ownerId: 'bob', assetId: 'asset_1' }, 10)).toEqual([]);
  });

  it('shows an event when its transaction is kept, and never when it is not', async () => {
    await test.store.transaction(async (tx) => {
      const appended = await tx.events.append(event());
      expect(await tx.events.since(0, {}, 10)).toEqual([appended]);
      expect(await test.store.direct.events.since(0, {}, 10)).toEqual([]);
    });
    expect(await test.store.direct.events.since(0, {}, 10)).toHaveLength(1);
    await expect(
      test.store.transaction(async (tx) => {
        await tx.events.append(event());
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await test.store.direct.events.since(0, {}, 10)).toHaveLength(1);
  });

  it('tells the oldest and newest number; none kept is 0, the newest survives trimming', async () => {
    expect((await test.store.direct.events.range()).oldest).toBe(0);
    const all = [await append(), await append(), await append()];
    const seqs = all.map((appended) => appended.seq);
    expect(await test.store.direct.events.range()).toEqual({ oldest: seqs[0], newest: seqs[2] });
    await test.store.direct.events.trim(2);
    expect(await test.store.direct.events.range()).toEqual({ oldest: seqs[1], newest: seqs[2] });
    expect(await test.store.direct.events.since(0, {}, 10)).toEqual(all.slice(1));
    await test.store.direct.events.trim(5);
    expect(await test.store.direct.events.since(0, {}, 10)).toEqual(all.slice(1));
    await test.store.direct.events.trim(0);
    expect(await test.store.direct.events.range()).toEqual({ oldest: 0, newest: seqs[2] });
  });

  it('numbers 50 at once in the order they can be read', async () => {
    const seen: number[][] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, number) => {
        await test.store.transaction(
          async (tx) => {
            await tx.events.append(event());
            await Promise.resolve();
            await tx.events.append(event());
          },
          { durable: number % 2 === 0 },
        );
        seen.push((await test.store.direct.events.since(0, {}, 1_000)).map((kept) => kept.seq));
      }),
    );
    const final = (await test.store.direct.events.since(0, {}, 1_000)).map((kept) => kept.seq);
    expect(new Set(final).size).toBe(100);
    // whoever read up to a number never finds a lower one later
    for (const seqs of seen) expect(seqs).toEqual(final.slice(0, seqs.length));
  });

  it('has numbers that only grow, whatever is rolled back, trimmed or opened again', async () => {
    let highest = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('append', 'light', 'roll back', 'trim', 'trim all', 'reopen'), {
          maxLength: 8,
        }),
        async (actions) => {
          for (const action of actions) {
            if (action === 'append') highest = grown(highest, (await append()).seq);
            if (action === 'light') {
              const { seq } = await test.store.transaction((tx) => tx.events.append(event()), {
                durable: false,
              });
              highest = grown(highest, seq);
            }
            if (action === 'roll back') {
              await test.store
                .transaction(async (tx) => {
                  await tx.events.append(event());
                  throw new Error('on purpose');
                })
                .catch(() => undefined);
            }
            if (action === 'trim') await test.store.direct.events.trim(2);
            if (action === 'trim all') await test.store.direct.events.trim(0);
            if (action === 'reopen') await test.reopen();
            expect((await test.store.direct.events.range()).newest).toBeGreaterThanOrEqual(highest);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
};

const grown = (before: number, seq: number): number => {
  expect(seq).toBeGreaterThan(before);
  return seq;
};
