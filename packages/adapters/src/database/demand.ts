import type { DemandOperations, DemandRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { rowMapping } from './row-mapping.ts';
import type { DemandColumns, Tables } from './schema.ts';

const mapping = rowMapping<DemandRecord, DemandColumns>({ assetId: 'asset_id', name: 'name', rank: 'rank' });

/** What outputs are worth keeping, over one connection or transaction. */
export const demandOperations = (db: Kysely<Tables>): DemandOperations => ({
  async put(demand) {
    const row = mapping.toRow(demand);
    await db
      .insertInto('demand')
      .values(row)
      .onConflict((conflict) => conflict.columns(['asset_id', 'name']).doUpdateSet({ rank: row.rank }))
      .execute();
  },

  async ofAsset(assetId) {
    const rows = await db
      .selectFrom('demand')
      .selectAll()
      .where('asset_id', '=', assetId)
      .orderBy('name')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async highest(limit) {
    const rows = await db
      .selectFrom('demand')
      .selectAll()
      .orderBy('rank', 'desc')
      .orderBy('asset_id')
      .limit(limit)
      .execute();
    return rows.map(mapping.fromRow);
  },
});
