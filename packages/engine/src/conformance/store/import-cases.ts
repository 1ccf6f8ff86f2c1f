import { expect, it } from 'vitest';
import { sampleFailure, sampleImport } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const importCases = (test: StoreUnderTest): void => {
  it('gives back what was inserted, also after opening again', async () => {
    const record = sampleImport({ error: sampleFailure, sizeBytes: null });
    expect(await test.store.direct.imports.insert(record)).toBe(true);
    await test.reopen();
    expect(await test.store.direct.imports.get('import_1')).toEqual(record);
    expect(await test.store.direct.imports.get('none')).toBeUndefined();
  });

  it('takes the same file of a watched folder once, and the same address as often as asked', async () => {
    const { imports } = test.store.direct;
    expect(await imports.insert(sampleImport({ sourceKey: 'a.mp4 10 5' }))).toBe(true);
    expect(await imports.insert(sampleImport({ id: 'again', sourceKey: 'a.mp4 10 5' }))).toBe(false);
    for (const id of ['first', 'second']) {
      expect(await imports.insert(sampleImport({ id, sourceKey: null }))).toBe(true);
    }
    expect((await imports.list({ limit: 9, offset: 0 })).total).toBe(3);
  });

  it('changes one only while it is as expected', async () => {
    const { imports } = test.store.direct;
    await imports.insert(sampleImport());
    expect(await imports.update('import_1', { state: 'running', receivedBytes: 5 }, ['queued'])).toBe(true);
    expect(await imports.update('import_1', { state: 'failed' }, ['queued'])).toBe(false);
    expect(await imports.get('import_1')).toMatchObject({ state: 'running', receivedBytes: 5 });
  });

  it('lists newest first, by state, and the unfinished oldest first', async () => {
    const { imports } = test.store.direct;
    for (const [id, state] of [
      ['a', 'queued'],
      ['b', 'failed'],
      ['c', 'running'],
    ] as const) {
      await imports.insert(sampleImport({ id, state, sourceKey: null }));
    }
    const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);
    expect(ids((await imports.list({ limit: 2, offset: 0 })).items)).toEqual(['c', 'b']);
    expect(await imports.list({ state: 'failed', limit: 9, offset: 0 })).toMatchObject({ total: 1 });
    expect(ids(await imports.unfinished())).toEqual(['a', 'c']);
  });
};
