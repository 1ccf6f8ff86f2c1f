import { expect, it } from 'vitest';
import { createLogSync } from './sync-log.ts';

/** A disk whose syncs end when the test says so. */
const slowDisk = () => {
  const syncs: PromiseWithResolvers<void>[] = [];
  return {
    syncs,
    datasync: () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
  };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('waits for a sync that began after the bytes were written, and shares it', async () => {
  const disk = slowDisk();
  const sync = createLogSync(disk);
  const ended: string[] = [];
  const watch = (name: string) => sync().then(() => ended.push(name));
  const all = [watch('first'), watch('second'), watch('third')];
  await settled();
  expect(disk.syncs.length).toBe(1);
  disk.syncs[0]?.resolve();
  await settled();
  expect(ended).toEqual(['first']);
  expect(disk.syncs.length).toBe(2);
  disk.syncs[1]?.resolve();
  await Promise.all(all);
  expect(ended).toEqual(['first', 'second', 'third']);
});

it('tells everyone who shared a sync that it failed', async () => {
  const disk = slowDisk();
  const sync = createLogSync(disk);
  const first = sync();
  const shared = Promise.allSettled([sync(), sync()]);
  disk.syncs[0]?.resolve();
  await first;
  await settled();
  disk.syncs[1]?.reject(new Error('EIO'));
  expect((await shared).map((each) => each.status)).toEqual(['rejected', 'rejected']);
});
