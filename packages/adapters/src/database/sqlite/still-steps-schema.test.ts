import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { SCHEMA_STEPS } from './schema-versions.ts';
import { stillStepsSchema } from './still-steps-schema.ts';

it('goes on with the posters of an older database', () => {
  const database = new DatabaseSync(':memory:');
  const before = SCHEMA_STEPS.indexOf(stillStepsSchema);
  migrate(database, SCHEMA_STEPS.slice(0, before));
  database.exec('pragma foreign_keys = off');
  database.exec(
    `insert into steps (job_id, step_key, position, kind, params, inputs, lane, work, publishes, state, progress, epoch, not_before_ms)
     values ('job', 'poster', 0, 'poster', '{"trackIndex":0,"atSeconds":1.5,"width":64}', '{}', 'light', 1, null, 'ready', 0, 0, 0),
            ('job', 'cover', 1, 'poster', '{"trackIndex":2,"atSeconds":null,"width":64}', '{}', 'light', 1, null, 'ready', 0, 0, 0),
            ('job', 'sound', 2, 'encode-audio', '{}', '{}', 'cpu', 1, null, 'ready', 0, 0, 0)`,
  );

  migrate(database, SCHEMA_STEPS.slice(0, before + 1));
  const rows = database.prepare('select kind, params from steps order by position').all();
  const added = { firstFrameSeconds: 0, keep: 'each', format: 'jpeg' };
  expect(rows.map(({ kind, params }) => ({ kind, params: JSON.parse(String(params)) }))).toEqual([
    { kind: 'still', params: { trackIndex: 0, atSeconds: [1.5], width: 64, ...added } },
    { kind: 'still', params: { trackIndex: 2, atSeconds: null, width: 64, ...added } },
    { kind: 'encode-audio', params: {} },
  ]);
});
