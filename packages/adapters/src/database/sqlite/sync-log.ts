/** What is needed of the open log file. */
export interface SyncedFile {
  datasync(): Promise<void>;
}

/**
 * Resolves once everything written to the log before the call is on the disk. Calls that come while a sync is under way
 * share the one after it: a hundred commits cost two syncs, and none of them holds up the event loop.
 */
export const createLogSync = (file: SyncedFile): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = file.datasync().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    // what is under way may have begun before our bytes were written
    if (running === undefined) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
};
