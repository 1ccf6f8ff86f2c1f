import { describe, expect, it } from 'vitest';
import { createMemoryShare } from './memory-share.ts';

const never = new AbortController().signal;

/** Whether it has been let in by now. */
const asked = async (promise: Promise<() => void>) => {
  let giveBack: (() => void) | undefined;
  void (async () => {
    giveBack = await promise;
  })();
  await new Promise(setImmediate);
  return {
    isIn: () => giveBack !== undefined,
    giveBack: async () => {
      giveBack?.();
      await new Promise(setImmediate);
    },
  };
};

describe('memory that is shared', () => {
  it('is given out while there is some, and then in turn', async () => {
    const share = createMemoryShare(10);
    const first = await asked(share.take(6, never));
    const second = await asked(share.take(4, never));
    const large = await asked(share.take(8, never));
    const small = await asked(share.take(1, never));
    expect([first, second, large, small].map((each) => each.isIn())).toEqual([true, true, false, false]);
    await second.giveBack();
    // A small one that came later does not keep a large one out for ever.
    expect([large, small].map((each) => each.isIn())).toEqual([false, false]);
    await first.giveBack();
    expect([large, small].map((each) => each.isIn())).toEqual([true, true]);
  });

  it('goes as a whole to who needs more than there is', async () => {
    const share = createMemoryShare(10);
    const small = await asked(share.take(1, never));
    const huge = await asked(share.take(50, never));
    expect(huge.isIn()).toBe(false);
    await small.giveBack();
    expect(huge.isIn()).toBe(true);
    const next = await asked(share.take(0, never));
    expect(next.isIn()).toBe(false);
    await huge.giveBack();
    expect(next.isIn()).toBe(true);
  });

  it('is not waited for by who gave up', async () => {
    const share = createMemoryShare(10);
    const first = await asked(share.take(6, never));
    const abort = new AbortController();
    const given = share.take(8, abort.signal);
    const behind = await asked(share.take(4, never));
    expect(behind.isIn()).toBe(false);
    abort.abort(new Error('cancelled'));
    await expect(given).rejects.toThrow('cancelled');
    await first.giveBack();
    expect(behind.isIn()).toBe(true);
    await expect(share.take(1, abort.signal)).rejects.toThrow('cancelled');
  });
});
