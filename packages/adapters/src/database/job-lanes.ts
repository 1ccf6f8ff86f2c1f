import { type Kysely, sql } from 'kysely';
import { preparedByShape } from './prepared.ts';
import type { Tables } from './schema.ts';

/** Brings the row claims are ordered by up to date with the job's steps in that lane. */
export type RefreshJobLane = (jobId: string, lane: string, claimedAtMs?: number) => Promise<void>;

/**
 * Counted anew each time, so that it cannot drift; `claimedAtMs` sends the job to the back of the queue.
 */
export const createRefreshJobLane = (db: Kysely<Tables>): RefreshJobLane => {
  const run = preparedByShape(db, ({ jobId, lane, claimedAtMs }: Parameters) =>
    db
      .insertInto('job_lanes')
      .columns(['job_id', 'lane', 'job_ordinal', 'priority', 'waiting_since_ms', 'running', 'ready'])
      .expression((eb) =>
        eb
          .selectFrom('jobs')
          .select(({ selectFrom, exists, val }) => [
            'jobs.id',
            val(lane).as('lane'),
            'jobs.ordinal',
            'jobs.priority',
            'jobs.created_at_ms',
            selectFrom('steps')
              .select((steps) => steps.fn.countAll<number>().as('running'))
              .whereRef('steps.job_id', '=', 'jobs.id')
              .where('steps.lane', '=', lane)
              .where('steps.state', '=', sql.lit('running'))
              .$asScalar()
              .as('running'),
            exists(
              selectFrom('steps')
                .select('steps.ordinal')
                .whereRef('steps.job_id', '=', 'jobs.id')
                .where('steps.lane', '=', lane)
                .where('steps.state', '=', sql.lit('ready')),
            )
              .$castTo<number>()
              .as('ready'),
          ])
          .where('jobs.id', '=', jobId),
      )
      .onConflict((conflict) =>
        conflict.columns(['job_id', 'lane']).doUpdateSet((eb) => ({
          running: eb.ref('excluded.running'),
          ready: eb.ref('excluded.ready'),
          ...(claimedAtMs === undefined ? {} : { waiting_since_ms: claimedAtMs }),
        })),
      ),
  );
  return async (jobId, lane, claimedAtMs) => {
    await run({ jobId, lane, ...(claimedAtMs === undefined ? {} : { claimedAtMs }) });
  };
};

interface Parameters {
  readonly jobId: string;
  readonly lane: string;
  readonly claimedAtMs?: number;
}
