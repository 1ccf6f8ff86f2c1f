import type { StepOperations } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import type { RefreshJobLane } from './job-lanes.ts';
import { prepared } from './prepared.ts';
import type { Tables } from './schema.ts';
import { READY, RUNNING, stepMapping } from './step-mapping.ts';

/** Taking steps, one worker at a time. */
export const stepClaims = (
  db: Kysely<Tables>,
  refreshJobLane: RefreshJobLane,
): Pick<StepOperations, 'claim' | 'claimBatch'> => {
  const claimNext = prepared(db, ({ lane, workerId, nowMs, leaseExpiresAtMs }: Claim) =>
    db
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
      .returningAll(),
  );
  return {
    async claim({ lane, ...hold }) {
      const [row] = await claimNext({ lane, ...hold });
      if (row === undefined) return undefined;
      await refreshJobLane(row.job_id, lane, hold.nowMs);
      return stepMapping.fromRow(row);
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
      for (const lane of lanes) await refreshJobLane(jobId, lane, nowMs);
      return rows.sort((a, b) => a.position - b.position).map(stepMapping.fromRow);
    },
  };
};

type Claim = Parameters<StepOperations['claim']>[0];
