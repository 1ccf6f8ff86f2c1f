import type { UploadRecord } from './upload-record.ts';
import type { UploadStorage } from './upload-storage.ts';

/** One user's rows of a storage. Each is held by this page from when it is written or taken until it is deleted. */
export interface OwnRows extends Pick<UploadStorage, 'delete'> {
  /** Nobody's in particular before it was set. */
  ownerId: string;
  all(): Promise<readonly UploadRecord[]>;
  put(record: UploadRecord): Promise<void>;
  /**
   * The row as it is now, which is held from then on: undefined when it is gone or held already, `elsewhere` while another
   * page holds it. Given `turn`, waits for that page; rejects when the signal ends the waiting.
   */
  take(key: string, turn?: AbortSignal): Promise<UploadRecord | 'elsewhere' | undefined>;
  /** Leaves all rows to other pages. */
  letGo(): void;
}

/** A storage that fails costs the restoring, not the upload. */
export const createOwnRows = (storage: UploadStorage): OwnRows => {
  const holds = new Map<string, () => void>();

  const hold = async (key: string, turn?: AbortSignal): Promise<boolean> => {
    if (holds.has(key)) return true;
    const letGo = await storage.hold(key, turn).catch(() => {
      turn?.throwIfAborted();
      return () => undefined;
    });
    if (letGo) holds.set(key, letGo);
    return letGo !== undefined;
  };
  const letGo = (key: string): void => {
    holds.get(key)?.();
    holds.delete(key);
  };

  const rows: OwnRows = {
    ownerId: '',
    all: async () => (await storage.all().catch(() => [])).filter(({ ownerId }) => ownerId === rows.ownerId),
    put: async (record) => {
      await hold(record.key);
      await storage.put({ ...record, ownerId: rows.ownerId });
    },
    delete: async (key) => {
      await storage.delete(key);
      letGo(key);
    },
    take: async (key, turn) => {
      if (holds.has(key)) return undefined;
      if (!(await hold(key, turn))) return 'elsewhere';
      const record = (await rows.all()).find((row) => row.key === key);
      // Whoever had it before has ended it.
      if (!record) letGo(key);
      return record;
    },
    letGo: () => {
      for (const key of [...holds.keys()]) letGo(key);
    },
  };
  return rows;
};
