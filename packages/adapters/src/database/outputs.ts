import type { OutputOperations, OutputRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { flag, rowMapping } from './row-mapping.ts';
import type { OutputColumns, Tables } from './schema.ts';

const mapping = rowMapping<OutputRecord, OutputColumns>({
  jobId: 'job_id',
  name: 'name',
  kind: 'kind',
  artifactDigest: 'artifact_digest',
  onDemand: flag('on_demand'),
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
          on_demand: row.on_demand,
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

  async ofArtifact(digest) {
    const rows = await db.selectFrom('outputs').selectAll().where('artifact_digest', '=', digest).execute();
    return rows.map(mapping.fromRow);
  },

  async leastWanted(limit) {
    const rows = await db
      .selectFrom('outputs')
      .innerJoin('jobs', 'jobs.id', 'outputs.job_id')
      .leftJoin('demand', (join) =>
        join.onRef('demand.asset_id', '=', 'jobs.asset_id').onRef('demand.name', '=', 'outputs.name'),
      )
      .selectAll('outputs')
      // written out, so that the partial index can be used
      .where(sql<boolean>`outputs.on_demand = 1`)
      .orderBy('demand.rank', (order) => order.asc().nullsFirst())
      .orderBy('outputs.published_at_ms')
      .limit(limit)
      .execute();
    return rows.map(mapping.fromRow);
  },

  async delete(jobId, name) {
    await db.deleteFrom('outputs').where('job_id', '=', jobId).where('name', '=', name).execute();
  },
});
