import type { Kysely } from 'kysely';
import type { RowMapping } from './row-mapping.ts';
import type { Tables } from './schema.ts';

type TableWithState = 'imports' | 'multiparts' | 'transactions' | 'uploads';

/** What is done alike with single rows of tables in which each has an id and a state. */
export const rowsWithState = <Rec extends { readonly state: string }, Row>(
  db: Kysely<Tables>,
  table: TableWithState,
  mapping: RowMapping<Rec, Row>,
) => {
  // All that the queries below know of the tables.
  const tables = db as unknown as Kysely<
    Record<TableWithState, { readonly id: string; readonly state: string }>
  >;
  return {
    get: async (id: string): Promise<Rec | undefined> => {
      const row = await tables.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst();
      return row && mapping.fromRow(row as Row);
    },
    /** False when gone or, with `onlyIf`, in no such state. */
    update: async (
      id: string,
      patch: Partial<Rec>,
      onlyIf?: Rec['state'] | readonly Rec['state'][],
    ): Promise<boolean> => {
      const { numUpdatedRows } = await tables
        .updateTable(table)
        // A column to itself: an empty patch still asks whether the row is there.
        .set((eb) => ({ state: eb.ref('state'), ...mapping.toPatch(patch) }))
        .where('id', '=', id)
        .$if(onlyIf !== undefined, (query) => query.where('state', 'in', [onlyIf ?? []].flat()))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    /** False when there was none. */
    delete: async (id: string): Promise<boolean> => {
      const { numDeletedRows } = await tables.deleteFrom(table).where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
};
