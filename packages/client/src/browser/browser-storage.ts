import type { UploadRow, UploadStorage } from '../uploads/upload-storage.ts';
import { holdByLock } from './hold-by-lock.ts';

const DATABASE = 'reelmill-uploads';
const STORE = 'uploads';

/**
 * Rows in IndexedDB, which can keep file handles too. Pages hold them by Web Locks and tell each other of new ones; where there
 * are no locks (http from another machine), each page thinks itself alone.
 */
export const createBrowserStorage = (): UploadStorage => {
  // Absent on plain http, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  const channel = locks && new BroadcastChannel(DATABASE);
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
    all: () => run<UploadRow[]>('readonly', (rows) => rows.getAll()),
    put: async (row) => {
      await run('readwrite', (rows) => rows.put(row));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other
      channel?.postMessage(null);
    },
    delete: (key) => run('readwrite', (rows) => rows.delete(key)),
    hold: locks ? holdByLock(locks, DATABASE) : async () => () => undefined,
    watch: (listener) => {
      channel?.addEventListener('message', listener);
      return () => channel?.removeEventListener('message', listener);
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
