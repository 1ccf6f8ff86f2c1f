import { AsyncLocalStorage } from 'node:async_hooks';
import { type FileHandle, open } from 'node:fs/promises';
import type { Store, StoreOperations } from '@reelmill/engine/ports';
import { directOperations } from '../direct-operations.ts';
import { storeOperations } from '../operations.ts';
import { type Checkpoints, startCheckpoints } from './checkpoints.ts';
import { openConnection } from './connection.ts';
import { withSystemCode } from './disk-errors.ts';
import { continueEventNumbers, settleEventNumbers } from './event-numbers.ts';
import { migrate } from './migrate.ts';
import { createLogSync } from './sync-log.ts';
import { createTurns } from './turns.ts';

export interface SqliteStoreOptions {
  readonly path: string;
  /** The disk failed under the log: nothing more is taken until the store is opened again. */
  readonly onBroken?: (error: Error) => void;
}

/**
 * The Store in one SQLite file, made when it is absent and brought to the newest schema. One process at a time
 * (`lockDataFolder`). Throws when the file cannot be opened or is from a newer Reelmill.
 */
export const openSqliteStore = async (options: SqliteStoreOptions): Promise<Store> => {
  const writer = openConnection(options.path);
  try {
    migrate(writer.native);
    continueEventNumbers(writer.native);
    // a second connection, so that reads never see a transaction that is still open
    const reader = openConnection(options.path);
    const log = await open(`${options.path}-wal`, 'r+');
    writer.leaveSyncing();
    return storeOver(writer, reader, log, startCheckpoints(options.path), options.onBroken);
  } catch (error) {
    writer.close();
    throw error;
  }
};

type Connection = ReturnType<typeof openConnection>;

const storeOver = (
  writer: Connection,
  reader: Connection,
  log: FileHandle,
  checkpoints: Checkpoints,
  onBroken: SqliteStoreOptions['onBroken'],
): Store => {
  const takeTurn = createTurns();
  const syncLog = createLogSync(log);
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const operations = storeOperations(writer.db);
  let refusal: Error | undefined;

  const transaction: Store['transaction'] = async (work, { durable = true, onVisible } = {}) => {
    if (inside.getStore()?.open) {
      throw new Error('a transaction inside a transaction would wait for itself: use its tx');
    }
    const result = await takeTurn(async () => {
      if (refusal !== undefined) throw refusal;
      const state = { open: true };
      try {
        const made = await inside.run(state, () => runTransaction(writer, operations, work));
        onVisible?.(made);
        return made;
      } finally {
        state.open = false;
      }
    });
    if (durable) await syncLog().catch(refuseFromNowOn);
    return result;
  };

  /** After a failed sync nobody can say what the disk holds: only a restart reads that. */
  const refuseFromNowOn = (error: unknown): never => {
    const isNews = refusal === undefined;
    refusal ??= error instanceof Error ? error : new Error(String(error));
    if (isNews) onBroken?.(refusal);
    throw refusal;
  };

  let closed = false;
  return {
    direct: directOperations(storeOperations(reader.db), transaction),
    transaction,
    close: () =>
      takeTurn(async () => {
        if (closed) return;
        closed = true;
        await checkpoints.stop();
        if (refusal === undefined) settleEventNumbers(writer.native);
        refusal ??= new Error('the store is closed');
        try {
          await syncLog();
        } finally {
          await log.close();
        }
        reader.close();
        writer.close();
      }),
  };
};

const runTransaction = async <T>(
  { native }: Connection,
  operations: StoreOperations,
  work: (tx: StoreOperations) => Promise<T>,
): Promise<T> => {
  native.exec('begin immediate');
  try {
    const result = await work(operations);
    native.exec('commit');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some errors, such as a full disk
    if (native.isTransaction) native.exec('rollback');
    throw withSystemCode(error);
  }
};
