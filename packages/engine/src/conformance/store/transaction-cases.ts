import { expect, it } from 'vitest';
import { sampleAsset } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** A promise that waits until it is let go. */
const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

export const transactionCases = (test: StoreUnderTest): void => {
  it('keeps everything and gives back what the work gives back', async () => {
    const result = await test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset({ id: 'a' }));
      await tx.assets.insert(sampleAsset({ id: 'b' }));
      return { some: 'value' };
    });
    expect(result).toEqual({ some: 'value' });
    expect(await test.store.direct.assets.get('a')).toBeDefined();
    expect(await test.store.direct.assets.get('b')).toBeDefined();
  });

  it('keeps nothing when the work throws, and passes on what it threw', async () => {
    const thrown = new Error('on purpose');
    await expect(
      test.store.transaction(async (tx) => {
        await tx.assets.insert(sampleAsset());
        await tx.events.append({ atMs: 1, assetId: null, jobId: null, body: { type: 'asset.deleted' } });
        throw thrown;
      }),
    ).rejects.toBe(thrown);
    expect(await test.store.direct.assets.get('asset_1')).toBeUndefined();
    expect(await test.store.direct.events.since(0, {}, 10)).toEqual([]);
  });

  it('keeps nothing when the work throws before it awaits anything', async () => {
    await expect(
      test.store.transaction(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    await test.store.direct.assets.insert(sampleAsset());
    expect(await test.store.direct.assets.get('asset_1')).toBeDefined();
  });

  it('keeps nothing when a statement fails', async () => {
    await expect(
      test.store.transaction(async (tx) => {
        await tx.assets.insert(sampleAsset({ id: 'a' }));
        await tx.assets.insert(sampleAsset({ id: 'a' }));
      }),
    ).rejects.toThrow();
    expect(await test.store.direct.assets.get('a')).toBeUndefined();
  });

  it('sees its own writes, nobody else does before it ends', async () => {
    const { open, opened } = gate();
    const { open: wrote, opened: written } = gate();
    const running = test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset());
      expect(await tx.assets.get('asset_1')).toBeDefined();
      wrote();
      await opened;
    });
    await written;
    expect(await test.store.direct.assets.get('asset_1')).toBeUndefined();
    open();
    await running;
    expect(await test.store.direct.assets.get('asset_1')).toBeDefined();
  });

  it('does not draw a direct write into a transaction that fails', async () => {
    const { open, opened } = gate();
    const { open: wrote, opened: written } = gate();
    const failing = test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset({ id: 'inside' }));
      wrote();
      await opened;
      throw new Error('on purpose');
    });
    await written;
    const outside = test.store.direct.assets.insert(sampleAsset({ id: 'outside' }));
    open();
    await expect(failing).rejects.toThrow('on purpose');
    await outside;
    expect(await test.store.direct.assets.get('outside')).toBeDefined();
    expect(await test.store.direct.assets.get('inside')).toBeUndefined();
  });

  it('is serialisable: 50 at once that read, wait and write lose no update', async () => {
    await test.store.direct.assets.insert(sampleAsset({ sourceSizeBytes: 0 }));
    await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        test.store.transaction(
          async (tx) => {
            const asset = await tx.assets.get('asset_1');
            await Promise.resolve();
            await tx.assets.update('asset_1', { sourceSizeBytes: (asset?.sourceSizeBytes ?? 0) + 1 });
          },
          { durable: number % 2 === 0 },
        ),
      ),
    );
    expect((await test.store.direct.assets.get('asset_1'))?.sourceSizeBytes).toBe(50);
  });

  it('goes on after failures among 50 at once: exactly those that resolved are kept', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, number) =>
        test.store.transaction(async (tx) => {
          await tx.assets.insert(sampleAsset({ id: `asset_${number}` }));
          if (number % 3 === 0) throw new Error('on purpose');
        }),
      ),
    );
    const kept = results.filter((result) => result.status === 'fulfilled').length;
    const { total } = await test.store.direct.assets.list({
      sort: 'name',
      order: 'asc',
      limit: 1,
      offset: 0,
    });
    expect(kept).toBe(33);
    expect(total).toBe(kept);
  });

  it('is there after closing and opening again, durable or not', async () => {
    await test.store.transaction((tx) => tx.assets.insert(sampleAsset({ id: 'durable' })));
    await test.store.transaction((tx) => tx.assets.insert(sampleAsset({ id: 'light' })), { durable: false });
    await test.reopen();
    expect(await test.store.direct.assets.get('durable')).toBeDefined();
    expect(await test.store.direct.assets.get('light')).toBeDefined();
  });

  it('says what became visible, in order, and nothing of what was rolled back', async () => {
    const seen: number[] = [];
    await Promise.allSettled(
      Array.from({ length: 20 }, (_, number) =>
        test.store.transaction(
          async (tx) => {
            const { seq } = await tx.events.append({
              atMs: 1,
              assetId: null,
              jobId: null,
              body: { type: 'asset.deleted' },
            });
            if (number % 5 === 0) throw new Error('on purpose');
            return seq;
          },
          { durable: number % 2 === 0, onVisible: (seq) => seen.push(seq) },
        ),
      ),
    );
    const kept = (await test.store.direct.events.since(0, {}, 100)).map((event) => event.seq);
    expect(seen).toHaveLength(16);
    expect(seen).toEqual(kept);
  });

  it('waits for what was begun when it closes', async () => {
    const writing = test.store.transaction(async (tx) => {
      await Promise.resolve();
      await tx.assets.insert(sampleAsset());
    });
    await test.reopen();
    await writing;
    expect(await test.store.direct.assets.get('asset_1')).toBeDefined();
  });
};
