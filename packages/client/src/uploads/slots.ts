/** How many may do something at once; the others wait their turn, in order. */
export interface Slots {
  /** Resolves when it is one's turn, to what ends it. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** That many at once. */
export const createSlots = (count: number): Slots => {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    take: async (signal) => {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
      } else {
        const turn = Promise.withResolvers<void>();
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(turn.resolve), 1);
          turn.reject(signal.reason);
        };
        waiting.push(turn.resolve);
        signal.addEventListener('abort', giveUp, { once: true });
        await turn.promise;
        signal.removeEventListener('abort', giveUp);
      }
      let isHeld = true;
      return () => {
        if (isHeld) release();
        isHeld = false;
      };
    },
  };
};
