import type { ArtifactEntry, ArtifactOperations } from '@reelmill/engine/ports';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { prepared } from './prepared.ts';
import { json, rowMapping } from './row-mapping.ts';
import type { ArtifactEntryColumns, Tables } from './schema.ts';

const entryMapping = rowMapping<ArtifactEntry, ArtifactEntryColumns>({
  path: 'path',
  digest: 'blob_digest',
  sizeBytes: 'size_bytes',
  mediaType: 'media_type',
});
const factsMapping = rowMapping<{ facts: unknown }, { facts: string | null }>({ facts: json('facts') });

/** Rows of one insert, far below the parameters a statement may have. */
const ROWS_PER_INSERT = 100;

const unreferenced = ({ and, not, exists, selectFrom }: ExpressionBuilder<Tables, 'artifacts'>) =>
  and([
    not(
      exists(
        selectFrom('steps')
          .select('steps.ordinal')
          .whereRef('steps.artifact_digest', '=', 'artifacts.digest'),
      ),
    ),
    not(
      exists(
        selectFrom('outputs')
          .select('outputs.kind')
          .whereRef('outputs.artifact_digest', '=', 'artifacts.digest'),
      ),
    ),
  ]);

/** Artifacts over one connection or transaction. */
export const artifactOperations = (db: Kysely<Tables>): ArtifactOperations => {
  // Every segment that is sent is looked up.
  const findEntry = prepared(db, ({ digest, path }: { digest: string; path: string }) =>
    db
      .selectFrom('artifact_entries')
      .selectAll()
      .where('artifact_digest', '=', digest)
      .where('path', '=', path),
  );
  return {
    async put(artifact) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('artifacts')
        .values({ digest: artifact.digest, ...factsMapping.toRow(artifact) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (!numInsertedOrUpdatedRows) return;
      const rows = artifact.entries.map((entry, position) => ({
        artifact_digest: artifact.digest,
        position,
        ...entryMapping.toRow(entry),
      }));
      for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
        await db
          .insertInto('artifact_entries')
          .values(rows.slice(from, from + ROWS_PER_INSERT))
          .execute();
      }
    },

    async get(digest) {
      // one statement, so that a sweep in between cannot leave an artifact without entries
      const rows = await db
        .selectFrom('artifacts')
        .leftJoin('artifact_entries', 'artifact_entries.artifact_digest', 'artifacts.digest')
        .select(['artifacts.facts', 'path', 'blob_digest', 'size_bytes', 'media_type'])
        .where('artifacts.digest', '=', digest)
        .orderBy('position')
        .execute();
      if (rows[0] === undefined) return undefined;
      return {
        digest,
        entries: rows
          .filter((row) => row.path !== null)
          .map((row) => entryMapping.fromRow(row as ArtifactEntryColumns)),
        facts: factsMapping.fromRow(rows[0]).facts,
      };
    },

    async entry(digest, path) {
      const [row] = await findEntry({ digest, path });
      return row && entryMapping.fromRow(row);
    },

    async factsOf(digests) {
      if (digests.length === 0) return new Map();
      const rows = await db
        .selectFrom('artifacts')
        .select((eb) => [
          'digest',
          'facts',
          eb
            .selectFrom('artifact_entries')
            .select((entries) => entries.fn.sum<number | null>('size_bytes').as('size'))
            .whereRef('artifact_digest', '=', 'artifacts.digest')
            .as('size'),
        ])
        .where('digest', 'in', digests)
        .execute();
      return new Map(
        rows.map((row) => [row.digest, { facts: factsMapping.fromRow(row).facts, sizeBytes: row.size ?? 0 }]),
      );
    },

    async isReferenced(digest) {
      const row = await db
        .selectNoFrom(({ exists, selectFrom, or }) =>
          or([
            exists(selectFrom('outputs').select('kind').where('artifact_digest', '=', digest)),
            exists(selectFrom('steps').select('ordinal').where('artifact_digest', '=', digest)),
          ]).as('referenced'),
        )
        .executeTakeFirstOrThrow();
      return Boolean(row.referenced);
    },

    async isOf(digest, { id, ownerId, visibility }) {
      const passes = ({ eb, and, or }: ExpressionBuilder<Tables, 'assets'>) =>
        and([
          ...(id === undefined ? [] : [eb('assets.id', '=', id)]),
          ...(ownerId === undefined ? [] : [eb('assets.owner_id', '=', ownerId)]),
          ...(visibility === undefined
            ? []
            : [or(visibility.map((value) => eb('assets.visibility', value === null ? 'is' : '=', value)))]),
        ]);
      const row = await db
        .selectNoFrom(({ exists, selectFrom, or }) =>
          or([
            exists(
              selectFrom('outputs')
                .innerJoin('jobs', 'jobs.id', 'outputs.job_id')
                .innerJoin('assets', 'assets.id', 'jobs.asset_id')
                .select('outputs.kind')
                .where('outputs.artifact_digest', '=', digest)
                .where(passes),
            ),
            exists(
              selectFrom('steps')
                .innerJoin('jobs', 'jobs.id', 'steps.job_id')
                .innerJoin('assets', 'assets.id', 'jobs.asset_id')
                .select('steps.ordinal')
                .where('steps.artifact_digest', '=', digest)
                .where(passes),
            ),
          ]).as('referenced'),
        )
        .executeTakeFirstOrThrow();
      return Boolean(row.referenced);
    },

    async totalBytes() {
      const row = await db
        .selectFrom((eb) =>
          eb.selectFrom('artifact_entries').select(['blob_digest', 'size_bytes']).distinct().as('blobs'),
        )
        .select((eb) => eb.fn.sum<number | null>('size_bytes').as('total'))
        .executeTakeFirstOrThrow();
      return row.total ?? 0;
    },

    async intermediates(limit) {
      const rows = await db
        .selectFrom('steps')
        .innerJoin('jobs', 'jobs.id', 'steps.job_id')
        .select('steps.artifact_digest')
        .where('steps.artifact_digest', 'is not', null)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('outputs')
                .select('outputs.name')
                .whereRef('outputs.artifact_digest', '=', 'steps.artifact_digest'),
            ),
          ),
        )
        // What the probe found out takes no room.
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('artifact_entries')
              .select('path')
              .whereRef('artifact_entries.artifact_digest', '=', 'steps.artifact_digest'),
          ),
        )
        .groupBy('steps.artifact_digest')
        .having(({ eb, fn }) => eb(fn.count('jobs.id'), '=', fn.count('jobs.finished_at_ms')))
        .orderBy((eb) => eb.fn.max('jobs.finished_at_ms'))
        .limit(limit)
        .execute();
      return rows.flatMap((row) => row.artifact_digest ?? []);
    },

    async forget(digest) {
      await db
        .updateTable('steps')
        .set({ artifact_digest: null })
        .where('artifact_digest', '=', digest)
        .where('job_id', 'in', (eb) =>
          eb.selectFrom('jobs').select('id').where('finished_at_ms', 'is not', null),
        )
        .execute();
    },

    async sweep() {
      await db
        .deleteFrom('cache')
        .where('artifact_digest', 'in', (eb) =>
          eb.selectFrom('artifacts').select('digest').where(unreferenced),
        )
        .execute();
      const { numDeletedRows } = await db.deleteFrom('artifacts').where(unreferenced).executeTakeFirst();
      return Number(numDeletedRows);
    },

    async isBlobReferenced(digest) {
      const row = await db
        .selectNoFrom(({ exists, selectFrom, or }) =>
          or([
            exists(selectFrom('assets').select('ordinal').where('source_digest', '=', digest)),
            exists(selectFrom('replacements').select('name').where('digest', '=', digest)),
            exists(selectFrom('artifact_entries').select('path').where('blob_digest', '=', digest)),
            // Its bytes may be in the store while its asset is still to be made.
            exists(
              selectFrom('multiparts')
                .select('ordinal')
                .where('sha256', '=', digest)
                // Written out: a partial index serves no parameter.
                .where('state', '=', sql.lit('verified')),
            ),
            exists(
              selectFrom('transaction_files')
                .innerJoin('transactions', 'transactions.id', 'transaction_id')
                .select('role')
                .where('digest', '=', digest)
                .where('state', '=', sql.lit('open')),
            ),
          ]).as('referenced'),
        )
        .executeTakeFirstOrThrow();
      return Boolean(row.referenced);
    },
  };
};
