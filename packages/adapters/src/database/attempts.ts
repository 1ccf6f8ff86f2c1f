import type { AttemptOperations, AttemptRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { prepared } from './prepared.ts';
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
export const attemptOperations = (db: Kysely<Tables>): AttemptOperations => {
  const insert = prepared(db, (row: AttemptColumns) => db.insertInto('attempts').values(row));
  const finish = prepared(db, ({ jobId, stepKey, epoch, ...end }: AttemptEnd) =>
    db
      .updateTable('attempts')
      .set(end)
      .where('job_id', '=', jobId)
      .where('step_key', '=', stepKey)
      .where('epoch', '=', epoch),
  );
  const ofStep = prepared(db, ({ jobId, stepKey }: { jobId: string; stepKey: string }) =>
    db
      .selectFrom('attempts')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('step_key', '=', stepKey)
      .orderBy('epoch'),
  );
  return {
    async insert(attempt) {
      await insert(mapping.toRow(attempt));
    },

    async finish(jobId, stepKey, epoch, end) {
      await finish({ ...mapping.toPatch(end), jobId, stepKey, epoch });
    },

    async ofStep(jobId, stepKey) {
      return (await ofStep({ jobId, stepKey })).map(mapping.fromRow);
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
  };
};

interface AttemptEnd extends Partial<AttemptColumns> {
  readonly jobId: string;
  readonly stepKey: string;
  readonly epoch: number;
}
