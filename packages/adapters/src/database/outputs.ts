import type { OutputOperations, OutputRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { rowMapping } from './row-mapping.ts';
import type { OutputColumns, Tables } from './schema.ts';

const mapping = rowMapping<OutputRecord, OutputColumns>({
  jobId: 'job_id',
  name: 'name',
  kind: 'kind',
  artifactDigest: 'artifact_digest',
  publishedAtMs: 'published_at_ms',
});

/** Outputs over one connection or transaction. */
export const outputOperations = (db: Kysely<Tables>): OutputOperations => ({
  async put(output) {
    const row = mapping.toRow(output);
    await db
      .insertInto('outputs')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['job_id', 'name']).doUpdateSet({
          kind: row.kind,
          artifact_digest: row.artifact_digest,
          published_at_ms: row.published_at_ms,
        }),
      )
      .execute();
  },

  async ofJobs(jobIds) {
    if (jobIds.length === 0) return [];
    const rows = await db
      .selectFrom('outputs')
      .selectAll()
      .where('job_id', 'in', jobIds)
      .orderBy('job_id')
      .orderBy('published_at_ms')
      .orderBy('name')
      .execute();
    return rows.map(mapping.fromRow);
  },
});
