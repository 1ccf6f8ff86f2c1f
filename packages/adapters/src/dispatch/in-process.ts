import type { Dispatch } from '@reelmill/engine/ports';

/** Hints within this process. Wakes of one turn of the event loop's microtasks are one call. */
export const createInProcessDispatch = (): Dispatch => {
  const listeners = new Set<{ readonly call: () => void }>();
  let isPending = false;
  let isClosed = false;

  return {
    wake: () => {
      if (isPending || isClosed) return;
      isPending = true;
      // never inside the caller: it may be in the middle of something the listener looks at
      queueMicrotask(() => {
        isPending = false;
        for (const listener of listeners) listener.call();
      });
    },
    onWake: (call) => {
      const listener = { call };
      if (!isClosed) listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      isClosed = true;
      listeners.clear();
    },
  };
};
