import type { UploadRecord } from '../uploads/upload-record.ts';
import type { UploadStorage } from '../uploads/upload-storage.ts';

const DATABASE = 'reelmill-uploads';
const STORE = 'uploads';

/** Rows in IndexedDB, which can keep file handles too; held by Web Locks where the page has them (https or localhost). */
export const createBrowserStorage = (): UploadStorage => {
  let opened: Promise<IDBDatabase> | undefined;
  const run = async <T>(
    mode: IDBTransactionMode,
    ask: (rows: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    opened ??= open();
    const transaction = (await opened).transaction(STORE, mode);
    return answer(ask(transaction.objectStore(STORE)));
  };
  return {
    all: () => run<UploadRecord[]>('readonly', (rows) => rows.getAll()),
    put: async (record) => void (await run('readwrite', (rows) => rows.put(record))),
    delete: (key) => run('readwrite', (rows) => rows.delete(key)),
    hold: async (key) => {
      // Absent on plain http, whatever the types say.
      const locks = navigator.locks as LockManager | undefined;
      if (!locks) return () => undefined;
      const got = Promise.withResolvers<(() => void) | undefined>();
      void locks.request(`${DATABASE}:${key}`, { ifAvailable: true }, async (lock) => {
        if (!lock) return got.resolve(undefined);
        const held = Promise.withResolvers<void>();
        got.resolve(held.resolve);
        await held.promise;
      });
      return got.promise;
    },
  };
};

const open = async (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(STORE, { keyPath: 'key' });
  });
  return answer(request);
};

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the storage failed')));
  });
