import type { TransactionFileRecord, TransactionOperations, TransactionRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import { rowsWithState } from './rows-with-state.ts';
import type { Tables, TransactionColumns, TransactionFileColumns } from './schema.ts';

const mapping = rowMapping<Omit<TransactionRecord, 'files'>, TransactionColumns>({
  id: 'id',
  ownerId: 'owner_id',
  key: 'key',
  name: 'name',
  metadata: json('metadata'),
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  priority: 'priority',
  state: 'state',
  error: json('error'),
  assetId: 'asset_id',
  jobId: 'job_id',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
});

const fileMapping = rowMapping<TransactionFileRecord, TransactionFileColumns>({
  role: 'role',
  fileName: 'file_name',
  sizeBytes: 'size_bytes',
  sha256: 'sha256',
  digest: 'digest',
  upload: json('upload'),
});

/** Transactions of uploads over one connection or transaction. */
export const transactionOperations = (db: Kysely<Tables>): TransactionOperations => {
  const withFiles = async (row: TransactionColumns): Promise<TransactionRecord> => {
    const files = await db
      .selectFrom('transaction_files')
      .selectAll()
      .where('transaction_id', '=', row.id)
      .orderBy('position')
      .execute();
    return { ...mapping.fromRow(row), files: files.map(fileMapping.fromRow) };
  };

  return {
    ...rowsWithState(db, 'transactions', mapping),

    async insert({ files, ...record }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('transactions')
        .values(mapping.toRow(record))
        .onConflict((conflict) => conflict.columns(['owner_id', 'key']).doNothing())
        .executeTakeFirst();
      if (!numInsertedOrUpdatedRows) return false;
      const rows = files.map((file, position) => ({
        ...{ transaction_id: record.id, position },
        ...fileMapping.toRow(file),
      }));
      await db.insertInto('transaction_files').values(rows).execute();
      return true;
    },

    async get(id) {
      const row = await db.selectFrom('transactions').selectAll().where('id', '=', id).executeTakeFirst();
      return row && withFiles(row);
    },

    async withKey(ownerId, key) {
      const row = await db
        .selectFrom('transactions')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where('key', '=', key)
        .executeTakeFirst();
      return row && withFiles(row);
    },

    async updateFile(id, role, patch) {
      await db
        .updateTable('transaction_files')
        .set((eb) => ({ role: eb.ref('role'), ...fileMapping.toPatch(patch) }))
        .where('transaction_id', '=', id)
        .where('role', '=', role)
        .execute();
    },

    async open() {
      const rows = await db
        .selectFrom('transactions')
        .selectAll()
        .where('state', '=', sql.lit('open'))
        .orderBy('ordinal')
        .execute();
      return Promise.all(rows.map(withFiles));
    },

    async forget(beforeMs) {
      await db
        .deleteFrom('transactions')
        .where('expires_at_ms', '<=', beforeMs)
        .where('state', '<>', 'open')
        .execute();
    },
  };
};
