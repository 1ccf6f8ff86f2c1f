import type { ReplacementOperations, ReplacementRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { rowMapping } from './row-mapping.ts';
import type { ReplacementColumns, Tables } from './schema.ts';

const mapping = rowMapping<ReplacementRecord, ReplacementColumns>({
  assetId: 'asset_id',
  name: 'name',
  digest: 'digest',
  sizeBytes: 'size_bytes',
});

/** What stands in place of outputs, over one connection or transaction. */
export const replacementOperations = (db: Kysely<Tables>): ReplacementOperations => ({
  async put(replacement) {
    const row = mapping.toRow(replacement);
    const { digest, size_bytes } = row;
    await db
      .insertInto('replacements')
      .values(row)
      .onConflict((conflict) => conflict.columns(['asset_id', 'name']).doUpdateSet({ digest, size_bytes }))
      .execute();
  },

  async ofAsset(assetId) {
    const rows = await db
      .selectFrom('replacements')
      .selectAll()
      .where('asset_id', '=', assetId)
      .orderBy('name')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async delete(assetId, name) {
    await db.deleteFrom('replacements').where('asset_id', '=', assetId).where('name', '=', name).execute();
  },
});
