/** Room for so many bytes, given out in the order it is asked for. */
export interface MemoryShare {
  /**
   * Resolves when there is room, to what gives it back. Who asks for more than there is gets it when nobody else has any.
   * Rejects when the signal fires first.
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

export const createMemoryShare = (limitBytes: number): MemoryShare => {
  let takenBytes = 0;
  let waiting: readonly Waiting[] = [];

  const letIn = (): void => {
    for (let [next] = waiting; next; [next] = waiting) {
      if (takenBytes > 0 && takenBytes + next.bytes > limitBytes) return;
      waiting = waiting.slice(1);
      takenBytes += next.bytes;
      next.begin();
    }
  };

  return {
    take: (bytes, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveBack = (): void => {
          takenBytes -= bytes;
          letIn();
        };
        const giveUp = (): void => {
          waiting = waiting.filter((each) => each !== asked);
          reject(signal.reason as Error);
          letIn();
        };
        const asked: Waiting = {
          bytes,
          begin: () => {
            signal.removeEventListener('abort', giveUp);
            resolve(giveBack);
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting = [...waiting, asked];
        letIn();
      }),
  };
};
