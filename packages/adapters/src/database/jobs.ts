import { JOB_STATES, type JobState } from '@reelmill/core';
import type { JobOperations, JobRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { prepared, preparedByShape } from './prepared.ts';
import { flag, json, rowMapping } from './row-mapping.ts';
import type { JobColumns, Tables } from './schema.ts';

const mapping = rowMapping<JobRecord, JobColumns>({
  id: 'id',
  assetId: 'asset_id',
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  completes: 'completes',
  priority: 'priority',
  state: 'state',
  stage: 'stage',
  planned: flag('planned'),
  progress: 'progress',
  etaSeconds: 'eta_seconds',
  error: json('error'),
  warnings: json('warnings'),
  notes: json('notes'),
  createdAtMs: 'created_at_ms',
  startedAtMs: 'started_at_ms',
  finishedAtMs: 'finished_at_ms',
});

/** Names the states a change asks for, beside the columns it sets. */
const STATE = 'onlyIf';

type JobChange = Partial<JobColumns> & { readonly id: string };

/** Jobs over one connection or transaction. */
export const jobOperations = (db: Kysely<Tables>): JobOperations => {
  const getJob = prepared(db, ({ id }: { id: string }) =>
    db.selectFrom('jobs').selectAll().where('id', '=', id),
  );
  const change = preparedByShape(db, ({ id, ...rest }: JobChange) => {
    const states = Object.entries(rest).filter(([name]) => name.startsWith(STATE));
    const patch = Object.entries(rest).filter(([name]) => !name.startsWith(STATE));
    return (
      db
        .updateTable('jobs')
        // a column to itself: an empty patch still asks whether the row is there
        .set((eb) => ({ planned: eb.ref('planned'), ...Object.fromEntries(patch) }))
        .where('id', '=', id)
        .$if(states.length > 0, (query) =>
          query.where(
            'state',
            'in',
            states.map(([, state]) => state as string),
          ),
        )
        .returning('id')
    );
  });
  return {
    async insert(job) {
      await db.insertInto('jobs').values(mapping.toRow(job)).execute();
    },

    async get(id) {
      const [row] = await getJob({ id });
      return row && mapping.fromRow(row);
    },

    async update(id, patch, onlyIf) {
      if (onlyIf?.length === 0) return false;
      const states = (onlyIf ?? []).map((state, index) => [`${STATE}${index}`, state]);
      const changed = await change({ ...mapping.toPatch(patch), ...Object.fromEntries(states), id });
      return changed.length > 0;
    },

    async list(query) {
      const count = db
        .selectFrom('jobs')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .$if(query.assetId !== undefined, (q) => q.where('asset_id', '=', query.assetId ?? ''))
        .$if(query.state !== undefined, (q) => q.where('state', '=', query.state ?? ''))
        .$if(query.ownerId !== undefined, (q) =>
          q.where('asset_id', 'in', (eb) =>
            eb
              .selectFrom('assets')
              .select('id')
              .where('owner_id', '=', query.ownerId ?? ''),
          ),
        );
      // one statement, so that the page and the total are of one moment
      const rows = await db
        .selectFrom('jobs')
        .selectAll()
        .select(count.as('total'))
        .$if(query.assetId !== undefined, (q) => q.where('asset_id', '=', query.assetId ?? ''))
        .$if(query.state !== undefined, (q) => q.where('state', '=', query.state ?? ''))
        .$if(query.ownerId !== undefined, (q) =>
          q.where('asset_id', 'in', (eb) =>
            eb
              .selectFrom('assets')
              .select('id')
              .where('owner_id', '=', query.ownerId ?? ''),
          ),
        )
        .orderBy('created_at_ms', 'desc')
        .orderBy('ordinal', 'desc')
        .limit(query.limit)
        .offset(query.offset)
        .execute();
      const total = rows[0]?.total ?? (await count.executeTakeFirstOrThrow()).count;
      return { items: rows.map(mapping.fromRow), total };
    },

    async newestOf(assetIds) {
      if (assetIds.length === 0) return [];
      const rows = await db
        .selectFrom('jobs')
        .selectAll()
        .where('asset_id', 'in', assetIds)
        .where('ordinal', '=', (eb) =>
          eb
            .selectFrom('jobs as other')
            .select('other.ordinal')
            .whereRef('other.asset_id', '=', 'jobs.asset_id')
            .orderBy('other.created_at_ms', 'desc')
            .orderBy('other.ordinal', 'desc')
            .limit(1),
        )
        .execute();
      return rows.map(mapping.fromRow);
    },

    async unfinished() {
      const rows = await db
        .selectFrom('jobs')
        .selectAll()
        .where('state', 'in', ['queued', 'running', 'paused'])
        .orderBy('created_at_ms')
        .orderBy('ordinal')
        .execute();
      return rows.map(mapping.fromRow);
    },

    async idle() {
      const rows = await db
        .selectFrom('jobs')
        .select('id')
        .where('state', 'in', ['queued', 'running', 'paused'])
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('job_lanes')
                .select('lane')
                .whereRef('job_lanes.job_id', '=', 'jobs.id')
                .where((eb) => eb.or([eb('ready', '=', 1), eb('running', '>', 0)])),
            ),
          ),
        )
        .orderBy('created_at_ms')
        .orderBy('ordinal')
        .execute();
      return rows.map((row) => row.id);
    },

    async countByState({ ownerId }) {
      const rows = await db
        .selectFrom('jobs')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .$if(ownerId !== undefined, (query) =>
          query.where('asset_id', 'in', (eb) =>
            eb
              .selectFrom('assets')
              .select('id')
              .where('owner_id', '=', ownerId ?? ''),
          ),
        )
        .groupBy('state')
        .execute();
      const counts = new Map(rows.map((row) => [row.state, row.count]));
      return Object.fromEntries(JOB_STATES.map((state) => [state, counts.get(state) ?? 0])) as Record<
        JobState,
        number
      >;
    },
  };
};
