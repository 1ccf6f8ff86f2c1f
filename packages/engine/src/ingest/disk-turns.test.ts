import { expect, it } from 'vitest';
import { createDiskTurns } from './disk-turns.ts';

it('lets so many work at a time, in the order they asked, and goes on after one that failed', async () => {
  const inTurn = createDiskTurns(2);
  const order: number[] = [];
  let active = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, number) =>
      inTurn(async () => {
        order.push(number);
        active += 1;
        most = Math.max(most, active);
        await new Promise(setImmediate);
        active -= 1;
        if (number === 3) throw new Error('the disk is full');
        return number;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(await inTurn(async () => 'again')).toBe('again');
});
