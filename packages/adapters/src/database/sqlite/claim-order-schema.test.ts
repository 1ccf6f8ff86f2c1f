import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { SCHEMA_STEPS } from './schema-versions.ts';

it('gives jobs of an older database their place in each lane', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database, SCHEMA_STEPS.slice(0, 1));
  database.exec(`
    insert into assets values (1, 'asset_1', 'a', '{}', 'processing', 'd', 1, 'a', null, 1, 1, 'a', 'a', null);
    insert into jobs values (7, 'job_1', 'asset_1', 'web', '{}', 'running', 'encoding', 1, 0, null, null, '[]', '[]', 50, 60, null);
  `);
  const insertStep = database.prepare(
    `insert into steps values
      (null, 'job_1', ?, 1, 'probe', null, '{}', ?, 1, null, ?, 0, null, null, 1, null, null, 0, null, null, null, 50, 7)`,
  );
  insertStep.run('a', 'cpu', 'running');
  insertStep.run('b', 'cpu', 'running');
  insertStep.run('c', 'cpu', 'ready');
  insertStep.run('d', 'io', 'executed');

  migrate(database, SCHEMA_STEPS);
  const place = { job_id: 'job_1', job_ordinal: 7, priority: 0, waiting_since_ms: 50 };
  expect(database.prepare('select * from job_lanes order by lane').all()).toEqual([
    { ...place, lane: 'cpu', running: 2, ready: 1 },
    { ...place, lane: 'io', running: 0, ready: 0 },
  ]);
});
