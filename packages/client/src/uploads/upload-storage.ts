import type { UploadRecord } from './upload-record.ts';

/** Where uploads are written down. Holds no bytes of files, and knows nothing of what the rows mean. */
export interface UploadStorage {
  all(): Promise<readonly UploadRecord[]>;
  put(record: UploadRecord): Promise<void>;
  delete(key: string): Promise<void>;
  /** Takes a row for oneself until the returned function is called; undefined while another page has it. A crash lets go. */
  hold(key: string): Promise<(() => void) | undefined>;
}

/** Forgets everything when the program ends. */
export const createMemoryStorage = (): UploadStorage => {
  const rows = new Map<string, UploadRecord>();
  return {
    all: async () => [...rows.values()],
    put: async (record) => void rows.set(record.key, record),
    delete: async (key) => void rows.delete(key),
    hold: async () => () => undefined,
  };
};
