/** The right to touch one upload; whoever wants it next aborts `stopped` and waits for `release`. */
export interface UploadHold {
  readonly stopped: AbortSignal;
  /** Idempotent. */
  release(): void;
}

/** One holder per upload. A client often knows of a broken connection long before the server does, so the newest wins. */
export interface UploadHolds {
  /** Asks the holder to stop and waits for it; undefined when it does not within `waitMs`. */
  take(id: string): Promise<UploadHold | undefined>;
  /** Undefined when somebody holds it. */
  takeIfFree(id: string): UploadHold | undefined;
  /** Asks everyone to stop and resolves when they have. */
  stopAll(): Promise<void>;
}

export const createUploadHolds = (waitMs: number): UploadHolds => {
  const holders = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();

  const hold = (id: string): UploadHold => {
    const stop = new AbortController();
    const done = Promise.withResolvers<void>();
    const holder = { stop, done: done.promise };
    holders.set(id, holder);
    return {
      stopped: stop.signal,
      release: () => {
        if (holders.get(id) === holder) holders.delete(id);
        done.resolve();
      },
    };
  };

  return {
    take: async (id) => {
      const deadline = AbortSignal.timeout(waitMs);
      for (let current = holders.get(id); current; current = holders.get(id)) {
        current.stop.abort();
        await settledOrAborted(current.done, deadline);
        if (deadline.aborted) return undefined;
      }
      return hold(id);
    },
    takeIfFree: (id) => (holders.has(id) ? undefined : hold(id)),
    stopAll: async () => {
      for (const holder of holders.values()) holder.stop.abort();
      await Promise.all([...holders.values()].map((holder) => holder.done));
    },
  };
};

const settledOrAborted = async (done: Promise<void>, signal: AbortSignal): Promise<void> => {
  const aborted = Promise.withResolvers<void>();
  const onAbort = (): void => aborted.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([done, aborted.promise]);
  signal.removeEventListener('abort', onAbort);
};
