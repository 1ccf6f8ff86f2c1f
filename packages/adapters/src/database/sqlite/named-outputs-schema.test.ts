import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { namedOutputsSchema } from './named-outputs-schema.ts';
import { SCHEMA_STEPS } from './schema-versions.ts';

it('calls outputs of an older database by their kind', () => {
  const database = new DatabaseSync(':memory:');
  const before = SCHEMA_STEPS.indexOf(namedOutputsSchema);
  migrate(database, SCHEMA_STEPS.slice(0, before));
  database.exec('pragma foreign_keys = off');
  database.exec(`insert into outputs values ('job', 'hls', 'digest', 5)`);
  database.exec(
    `insert into steps (job_id, step_key, position, kind, params, inputs, lane, work, publishes, state, progress, epoch, not_before_ms)
     values ('job', 'package-hls', 0, 'package-hls', '{}', '{}', 'light', 1, 'hls', 'ready', 0, 0, 0),
            ('job', 'encode-audio', 1, 'encode-audio', '{}', '{}', 'cpu', 1, null, 'ready', 0, 0, 0)`,
  );

  migrate(database, SCHEMA_STEPS.slice(0, before + 1));
  expect(database.prepare('select * from outputs').all()).toEqual([
    { job_id: 'job', name: 'hls', kind: 'hls', artifact_digest: 'digest', published_at_ms: 5 },
  ]);
  expect(database.prepare('select publishes from steps order by position').all()).toEqual([
    { publishes: '{"kind":"hls","name":"hls"}' },
    { publishes: null },
  ]);
});
