import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store, StoreOperations } from '@reelmill/engine/ports';
import { directOperations } from '../direct-operations.ts';
import { storeOperations } from '../operations.ts';
import { openConnection } from './connection.ts';
import { withSystemCode } from './disk-errors.ts';
import { continueEventNumbers, settleEventNumbers } from './event-numbers.ts';
import { migrate } from './migrate.ts';
import { createTurns } from './turns.ts';

/**
 * The Store in one SQLite file, made when it is absent and brought to the newest schema. One process at a time
 * (`lockDataFolder`). Throws when the file cannot be opened or is from a newer Reelmill.
 */
export const openSqliteStore = async (options: { readonly path: string }): Promise<Store> => {
  const writer = openConnection(options.path);
  try {
    migrate(writer.native);
    continueEventNumbers(writer.native);
    // a second connection, so that reads never see a transaction that is still open
    const reader = openConnection(options.path);
    return storeOver(writer, reader);
  } catch (error) {
    writer.close();
    throw error;
  }
};

type Connection = ReturnType<typeof openConnection>;

const storeOver = (writer: Connection, reader: Connection): Store => {
  const takeTurn = createTurns();
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const operations = storeOperations(writer.db);
  const setDurable = durabilitySwitch(writer);
  let closed = false;

  const transaction: Store['transaction'] = (work, { durable = true } = {}) => {
    if (inside.getStore()?.open) {
      return Promise.reject(
        new Error('a transaction inside a transaction would wait for itself: use its tx'),
      );
    }
    return takeTurn(async () => {
      if (closed) throw new Error('the store is closed');
      setDurable(durable);
      const state = { open: true };
      try {
        return await inside.run(state, () => runTransaction(writer, operations, work));
      } finally {
        state.open = false;
      }
    });
  };

  return {
    direct: directOperations(storeOperations(reader.db), transaction),
    transaction,
    close: () =>
      takeTurn(async () => {
        if (closed) return;
        closed = true;
        setDurable(true);
        settleEventNumbers(writer.native);
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

/** FULL syncs the log at every commit, NORMAL leaves it to the next one that does. Not allowed inside a transaction. */
const durabilitySwitch = ({ native }: Connection): ((durable: boolean) => void) => {
  let current = true;
  return (durable) => {
    if (durable === current) return;
    native.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
    current = durable;
  };
};
