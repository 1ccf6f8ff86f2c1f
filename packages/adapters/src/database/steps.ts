import type { StepOperations, StepRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { createRefreshJobLane } from './job-lanes.ts';
import { prepared, preparedByShape } from './prepared.ts';
import type { StepColumns, Tables } from './schema.ts';
import { stepClaims } from './step-claims.ts';
import { READY, RUNNING, stepMapping } from './step-mapping.ts';

/** Names the states a change asks for, beside the columns it sets. */
const STATE = 'onlyIf';

type StepChange = Partial<StepColumns> & {
  readonly jobId: string;
  readonly key: string;
  readonly epoch?: number;
};

/** Rows of one insert: 22 values each, below SQLite's 32,766 and PostgreSQL's 65,535 parameters. */
const ROWS_PER_INSERT = 100;

/** Steps over one connection or transaction. */
export const stepOperations = (db: Kysely<Tables>): StepOperations => {
  const refreshJobLane = createRefreshJobLane(db);
  const getStep = prepared(db, ({ jobId, key }: { jobId: string; key: string }) =>
    db.selectFrom('steps').selectAll().where('job_id', '=', jobId).where('step_key', '=', key),
  );
  const outlineOf = prepared(db, ({ jobId }: { jobId: string }) =>
    db
      .selectFrom('steps')
      .select(['step_key', 'kind', 'state', 'progress', 'work', 'artifact_digest'])
      .where('job_id', '=', jobId)
      .orderBy('position')
      .orderBy('ordinal'),
  );
  const waitingOf = prepared(db, ({ jobId }: { jobId: string }) =>
    db
      .selectFrom('steps')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('state', '=', 'waiting')
      .orderBy('position')
      .orderBy('ordinal'),
  );
  const workOf = prepared(db, ({ jobId }: { jobId: string }) =>
    db
      .selectFrom('steps')
      .select((eb) => eb.fn.sum<number | null>('work').as('work'))
      .where('job_id', '=', jobId),
  );
  const readyWith = prepared(db, ({ fingerprint }: { fingerprint: string }) =>
    db.selectFrom('steps').selectAll().where('fingerprint', '=', fingerprint).where('state', '=', READY),
  );
  const change = preparedByShape(db, ({ jobId, key, epoch, ...rest }: StepChange) => {
    const states = Object.entries(rest).filter(([name]) => name.startsWith(STATE));
    const patch = Object.entries(rest).filter(([name]) => !name.startsWith(STATE));
    return (
      db
        .updateTable('steps')
        // a column to itself: an empty patch still asks whether the row is there
        .set((eb) => ({ work: eb.ref('work'), ...Object.fromEntries(patch) }))
        .where('job_id', '=', jobId)
        .where('step_key', '=', key)
        .$if(epoch !== undefined, (query) => query.where('epoch', '=', epoch ?? -1))
        .$if(states.length > 0, (query) =>
          query.where(
            'state',
            'in',
            states.map(([, state]) => state as string),
          ),
        )
        .returning('lane')
    );
  });
  return {
    ...stepClaims(db, refreshJobLane),
    async insert(steps) {
      const rows = steps.map(stepMapping.toRow);
      for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
        await db
          .insertInto('steps')
          .values(rows.slice(from, from + ROWS_PER_INSERT))
          .execute();
      }
      const lanes = new Map(steps.map((step) => [`${step.jobId}/${step.lane}`, step]));
      for (const { jobId, lane } of lanes.values()) await refreshJobLane(jobId, lane);
    },

    async get(jobId, key) {
      const [row] = await getStep({ jobId, key });
      return row && stepMapping.fromRow(row);
    },

    async ofJob(jobId) {
      const rows = await db
        .selectFrom('steps')
        .selectAll()
        .where('job_id', '=', jobId)
        .orderBy('position')
        .orderBy('ordinal')
        .execute();
      return rows.map(stepMapping.fromRow);
    },

    async outline(jobId) {
      return (await outlineOf({ jobId })).map((row) => ({
        key: row.step_key,
        kind: row.kind as StepRecord['kind'],
        state: row.state as StepRecord['state'],
        progress: row.progress,
        work: row.work,
        artifactDigest: row.artifact_digest,
      }));
    },

    async waiting(jobId) {
      return (await waitingOf({ jobId })).map(stepMapping.fromRow);
    },

    async totalWork(jobId) {
      return (await workOf({ jobId }))[0]?.work ?? 0;
    },

    async countsOf(jobIds) {
      if (jobIds.length === 0) return [];
      const rows = await db
        .selectFrom('steps')
        .select((eb) => [
          'job_id as jobId',
          eb.fn.countAll<number>().as('total'),
          eb.fn.countAll<number>().filterWhere('state', '=', 'executed').as('executed'),
          eb.fn.countAll<number>().filterWhere('state', '=', 'cached').as('cached'),
          eb.fn.countAll<number>().filterWhere('state', '=', 'failed').as('failed'),
        ])
        .where('job_id', 'in', jobIds)
        .groupBy('job_id')
        .execute();
      const counts = new Map(rows.map((row) => [row.jobId, row]));
      return jobIds.map(
        (jobId) => counts.get(jobId) ?? { jobId, total: 0, executed: 0, cached: 0, failed: 0 },
      );
    },

    async update(jobId, key, patch, { epoch, states }) {
      if (states?.length === 0) return false;
      const [updated] = await change({
        ...stepMapping.toPatch(patch),
        jobId,
        key,
        ...(epoch === undefined ? {} : { epoch }),
        ...Object.fromEntries((states ?? []).map((state, index) => [`${STATE}${index}`, state])),
      });
      if (updated && patch.state !== undefined) await refreshJobLane(jobId, updated.lane);
      return updated !== undefined;
    },

    async expired(nowMs) {
      const rows = await db
        .selectFrom('steps')
        .selectAll()
        .where('state', '=', RUNNING)
        .where('lease_expires_at_ms', '<=', nowMs)
        .orderBy('lease_expires_at_ms')
        .execute();
      return rows.map(stepMapping.fromRow);
    },

    async running() {
      const rows = await db.selectFrom('steps').selectAll().where('state', '=', RUNNING).execute();
      return rows.map(stepMapping.fromRow);
    },

    async readyWith(fingerprint) {
      return (await readyWith({ fingerprint })).map(stepMapping.fromRow);
    },

    async nextDueMs(nowMs) {
      const row = await db
        .selectFrom('steps')
        .select('not_before_ms')
        .where('state', '=', READY)
        .where('not_before_ms', '>', sql.lit(0))
        .where('not_before_ms', '>', nowMs)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('jobs')
              .select('jobs.id')
              .whereRef('jobs.id', '=', 'steps.job_id')
              .where('jobs.state', 'in', ['queued', 'running']),
          ),
        )
        .orderBy('not_before_ms')
        .limit(1)
        .executeTakeFirst();
      return row?.not_before_ms;
    },
  };
};
