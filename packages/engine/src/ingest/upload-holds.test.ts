import { expect, it } from 'vitest';
import { createUploadHolds } from './upload-holds.ts';

it('asks the holder to stop, and waits until it has', async () => {
  const holds = createUploadHolds(60_000);
  const first = await holds.take('a');
  const order: string[] = [];
  first?.stopped.addEventListener('abort', () => order.push('first was asked'));
  const second = holds.take('a').then((hold) => {
    order.push('second holds');
    return hold;
  });
  await Promise.resolve();
  order.push('first lets go');
  first?.release();
  expect((await second)?.stopped.aborted).toBe(false);
  expect(order).toEqual(['first was asked', 'first lets go', 'second holds']);
});

it('never has two holders, however many want it', async () => {
  const holds = createUploadHolds(60_000);
  let holding = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      const hold = await holds.take('a');
      holding += 1;
      most = Math.max(most, holding);
      await new Promise(setImmediate);
      holding -= 1;
      hold?.release();
    }),
  );
  expect(most).toBe(1);
  expect(holds.takeIfFree('a')).toBeDefined();
});

it('gives up on a holder that does not let go', async () => {
  const holds = createUploadHolds(1);
  const first = await holds.take('a');
  expect(await holds.take('a')).toBeUndefined();
  expect(holds.takeIfFree('a')).toBeUndefined();
  expect(holds.takeIfFree('b')).toBeDefined();
  expect(first?.stopped.aborted).toBe(true);
});

it('stops everyone at once', async () => {
  const holds = createUploadHolds(60_000);
  const taken = await Promise.all([holds.take('a'), holds.take('b')]);
  for (const hold of taken) hold?.stopped.addEventListener('abort', () => hold.release());
  await holds.stopAll();
  expect(taken.map((hold) => hold?.stopped.aborted)).toEqual([true, true]);
});
