import type { AttemptOperations, AttemptRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import type { AttemptColumns, Tables } from './schema.ts';

const mapping = rowMapping<AttemptRecord, AttemptColumns>({
  jobId: 'job_id',
  stepKey: 'step_key',
  epoch: 'epoch',
  workerId: 'worker_id',
  startedAtMs: 'started_at_ms',
  finishedAtMs: 'finished_at_ms',
  outcome: 'outcome',
  error: json('error'),
});

/** Attempts over one connection or transaction. */
export const attemptOperations = (db: Kysely<Tables>): AttemptOperations => ({
  async insert(attempt) {
    await db.insertInto('attempts').values(mapping.toRow(attempt)).execute();
  },

  async finish(jobId, stepKey, epoch, end) {
    await db
      .updateTable('attempts')
      .set(mapping.toPatch(end))
      .where('job_id', '=', jobId)
      .where('step_key', '=', stepKey)
      .where('epoch', '=', epoch)
      .execute();
  },

  async ofStep(jobId, stepKey) {
    const rows = await db
      .selectFrom('attempts')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('step_key', '=', stepKey)
      .orderBy('epoch')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async ofJob(jobId) {
    const rows = await db
      .selectFrom('attempts')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('step_key')
      .orderBy('epoch')
      .execute();
    return rows.map(mapping.fromRow);
  },
});
