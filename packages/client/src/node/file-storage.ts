import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { UploadRow, UploadStorage } from '../uploads/upload-storage.ts';

/** Rows in a file as JSON, replaced as a whole, gone with the last of them. For one program at a time. */
export const createFileStorage = (path: string): UploadStorage => {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work, work);
    turn = done;
    return done;
  };
  const change = (edit: (rows: Map<string, UploadRow>) => void): Promise<void> =>
    inTurn(async () => {
      const rows = await read(path);
      edit(rows);
      if (rows.size === 0) return rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify([...rows.values()]), { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
    });
  return {
    all: () => inTurn(async () => [...(await read(path)).values()]),
    put: (row) => change((rows) => rows.set(row.key, row)),
    delete: (key) => change((rows) => rows.delete(key)),
    hold: async () => () => undefined,
    watch: () => () => undefined,
  };
};

/** None when there is no such file, or one that a crash of the machine left unreadable. */
const read = async (path: string): Promise<Map<string, UploadRow>> => {
  try {
    const rows = JSON.parse(await readFile(path, 'utf8')) as UploadRow[];
    return new Map(rows.map((row) => [row.key, row]));
  } catch {
    return new Map();
  }
};
