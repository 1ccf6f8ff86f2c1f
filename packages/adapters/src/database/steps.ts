import type { StepOperations, StepRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { refreshJobLane } from './job-lanes.ts';
import { json, rowMapping } from './row-mapping.ts';
import type { StepColumns, Tables } from './schema.ts';

const mapping = rowMapping<StepRecord, StepColumns>({
  jobId: 'job_id',
  key: 'step_key',
  position: 'position',
  kind: 'kind',
  params: json('params'),
  inputs: json('inputs'),
  batch: 'batch',
  lane: 'lane',
  work: 'work',
  publishes: 'publishes',
  state: 'state',
  progress: 'progress',
  fingerprint: 'fingerprint',
  artifactDigest: 'artifact_digest',
  epoch: 'epoch',
  workerId: 'worker_id',
  leaseExpiresAtMs: 'lease_expires_at_ms',
  notBeforeMs: 'not_before_ms',
  error: json('error'),
  startedAtMs: 'started_at_ms',
  finishedAtMs: 'finished_at_ms',
});

// Written into the query, not bound: only then can the database use an index of the rows in that state.
const READY = sql.lit('ready');
const RUNNING = sql.lit('running');

/** Rows of one insert: 22 values each, below SQLite's 32,766 and PostgreSQL's 65,535 parameters. */
const ROWS_PER_INSERT = 100;

/** Steps over one connection or transaction. */
export const stepOperations = (db: Kysely<Tables>): StepOperations => ({
  async insert(steps) {
    const rows = steps.map(mapping.toRow);
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      await db
        .insertInto('steps')
        .values(rows.slice(from, from + ROWS_PER_INSERT))
        .execute();
    }
    const lanes = new Map(steps.map((step) => [`${step.jobId}/${step.lane}`, step]));
    for (const { jobId, lane } of lanes.values()) await refreshJobLane(db, jobId, lane);
  },

  async get(jobId, key) {
    const row = await db
      .selectFrom('steps')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('step_key', '=', key)
      .executeTakeFirst();
    return row && mapping.fromRow(row);
  },

  async ofJob(jobId) {
    const rows = await db
      .selectFrom('steps')
      .selectAll()
      .where('job_id', '=', jobId)
      .orderBy('position')
      .orderBy('ordinal')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async outline(jobId) {
    const rows = await db
      .selectFrom('steps')
      .select(['step_key', 'kind', 'state', 'progress', 'work', 'artifact_digest'])
      .where('job_id', '=', jobId)
      .orderBy('position')
      .orderBy('ordinal')
      .execute();
    return rows.map((row) => ({
      key: row.step_key,
      kind: row.kind as StepRecord['kind'],
      state: row.state as StepRecord['state'],
      progress: row.progress,
      work: row.work,
      artifactDigest: row.artifact_digest,
    }));
  },

  async waiting(jobId) {
    const rows = await db
      .selectFrom('steps')
      .selectAll()
      .where('job_id', '=', jobId)
      .where('state', '=', 'waiting')
      .orderBy('position')
      .orderBy('ordinal')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async totalWork(jobId) {
    const row = await db
      .selectFrom('steps')
      .select((eb) => eb.fn.sum<number | null>('work').as('work'))
      .where('job_id', '=', jobId)
      .executeTakeFirst();
    return row?.work ?? 0;
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
    return jobIds.map((jobId) => counts.get(jobId) ?? { jobId, total: 0, executed: 0, cached: 0, failed: 0 });
  },

  async update(jobId, key, patch, onlyIf) {
    const updated = await db
      .updateTable('steps')
      // a column to itself: an empty patch still asks whether the row is there
      .set((eb) => ({ work: eb.ref('work'), ...mapping.toPatch(patch) }))
      .where('job_id', '=', jobId)
      .where('step_key', '=', key)
      .$if(onlyIf.epoch !== undefined, (query) => query.where('epoch', '=', onlyIf.epoch ?? -1))
      .$if(onlyIf.states !== undefined, (query) => query.where('state', 'in', onlyIf.states ?? []))
      .returning('lane')
      .executeTakeFirst();
    if (updated && patch.state !== undefined) await refreshJobLane(db, jobId, updated.lane);
    return updated !== undefined;
  },

  async claim({ lane, workerId, nowMs, leaseExpiresAtMs }) {
    const row = await db
      .updateTable('steps')
      .set((eb) => ({
        state: 'running',
        epoch: eb('epoch', '+', 1),
        worker_id: workerId,
        lease_expires_at_ms: leaseExpiresAtMs,
      }))
      .where('ordinal', '=', (eb) =>
        eb
          .selectFrom('job_lanes as turn')
          .innerJoin('jobs', 'jobs.id', 'turn.job_id')
          .innerJoin('steps as next', (join) =>
            join.onRef('next.job_id', '=', 'turn.job_id').onRef('next.lane', '=', 'turn.lane'),
          )
          .select('next.ordinal')
          .where('turn.lane', '=', lane)
          .where('turn.ready', '=', sql.lit(1))
          .where('jobs.state', 'in', ['queued', 'running'])
          .where('next.state', '=', READY)
          .where('next.not_before_ms', '<=', nowMs)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('steps as twin')
                  .select('twin.ordinal')
                  .whereRef('twin.fingerprint', '=', 'next.fingerprint')
                  .where('twin.state', '=', RUNNING),
              ),
            ),
          )
          .orderBy('turn.priority', 'desc')
          .orderBy('turn.running')
          .orderBy('turn.waiting_since_ms')
          .orderBy('turn.job_ordinal')
          .orderBy('next.position')
          .limit(1),
      )
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await refreshJobLane(db, row.job_id, lane, nowMs);
    return mapping.fromRow(row);
  },

  async claimBatch({ jobId, batch, workerId, nowMs, leaseExpiresAtMs }) {
    const rows = await db
      .updateTable('steps')
      .set((eb) => ({
        state: 'running',
        epoch: eb('epoch', '+', 1),
        worker_id: workerId,
        lease_expires_at_ms: leaseExpiresAtMs,
      }))
      .where('job_id', '=', jobId)
      .where('batch', '=', batch)
      .where('state', '=', READY)
      .where('not_before_ms', '<=', nowMs)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('steps as twin')
              .select('twin.ordinal')
              .whereRef('twin.fingerprint', '=', 'steps.fingerprint')
              .where('twin.state', '=', RUNNING),
          ),
        ),
      )
      .returningAll()
      .execute();
    const lanes = new Set(rows.map((row) => row.lane));
    for (const lane of lanes) await refreshJobLane(db, jobId, lane, nowMs);
    return rows.sort((a, b) => a.position - b.position).map(mapping.fromRow);
  },

  async expired(nowMs) {
    const rows = await db
      .selectFrom('steps')
      .selectAll()
      .where('state', '=', RUNNING)
      .where('lease_expires_at_ms', '<=', nowMs)
      .orderBy('lease_expires_at_ms')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async running() {
    const rows = await db.selectFrom('steps').selectAll().where('state', '=', RUNNING).execute();
    return rows.map(mapping.fromRow);
  },

  async readyWith(fingerprint) {
    const rows = await db
      .selectFrom('steps')
      .selectAll()
      .where('fingerprint', '=', fingerprint)
      .where('state', '=', READY)
      .execute();
    return rows.map(mapping.fromRow);
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
});
