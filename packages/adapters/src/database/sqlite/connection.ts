import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteStatement } from 'kysely';
import type { Tables } from '../schema.ts';

/** Enough for every query of the operations, with the lengths of IN lists that come up. */
const MAX_CACHED_STATEMENTS = 300;

/** One connection to a SQLite file, with Kysely over it. */
export interface SqliteConnection {
  readonly native: DatabaseSync;
  readonly db: Kysely<Tables>;
  /** From now on commits are written, and whoever wants them on the disk syncs the log (`sync-log.ts`). */
  leaveSyncing(): void;
  close(): void;
}

/** So large a log means that checkpoints.ts does not keep up: the writer moves it into the database itself. */
const MAX_LOG_PAGES = 20_000;

/** Opens the file in WAL mode, where readers do not wait for the writer, and syncs at every commit until `leaveSyncing`. */
export const openConnection = (path: string): SqliteConnection => {
  const native = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true });
  native.exec('pragma journal_mode = wal');
  native.exec('pragma synchronous = full');
  // a long transaction must not leave a huge log behind
  native.exec('pragma journal_size_limit = 67108864');
  native.exec(`pragma wal_autocheckpoint = ${MAX_LOG_PAGES}`);
  const statements = statementCache(native);
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: { prepare: (query) => statements(query), close: () => native.close() },
    }),
  });
  return {
    native,
    db,
    leaveSyncing: () => native.exec('pragma synchronous = normal'),
    close: () => native.close(),
  };
};

/** Preparing costs several times what running does; the least recently used statement makes room. */
const statementCache = (native: DatabaseSync): ((query: string) => SqliteStatement) => {
  const cached = new Map<string, SqliteStatement>();
  return (query) => {
    const statement = cached.get(query) ?? toSqliteStatement(native.prepare(query));
    cached.delete(query);
    cached.set(query, statement);
    if (cached.size > MAX_CACHED_STATEMENTS) cached.delete(cached.keys().next().value as string);
    return statement;
  };
};

type Parameters = Parameters_<StatementSync['all']>;
type Parameters_<F> = F extends (...args: infer P) => unknown ? P : never;

/** node:sqlite's statement in the shape Kysely expects (better-sqlite3's). */
const toSqliteStatement = (statement: StatementSync): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all(...(parameters as Parameters)),
  run: (parameters) => statement.run(...(parameters as Parameters)),
  iterate: (parameters) => statement.iterate(...(parameters as Parameters)),
});
