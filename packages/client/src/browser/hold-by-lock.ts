import type { UploadStorage } from '../uploads/upload-storage.ts';

/** By the locks that pages of one origin share (Web Locks), which end with the page. */
export const holdByLock = (locks: LockManager, prefix: string): UploadStorage['hold'] => {
  return (key, turn) => {
    const got = Promise.withResolvers<(() => void) | undefined>();
    const hold = async (lock: Lock | null): Promise<void> => {
      if (!lock) return got.resolve(undefined);
      const held = Promise.withResolvers<void>();
      got.resolve(held.resolve);
      await held.promise;
    };
    const options = turn ? { signal: turn } : { ifAvailable: true };
    locks.request(`${prefix}:${key}`, options, hold).catch(got.reject);
    return got.promise;
  };
};
