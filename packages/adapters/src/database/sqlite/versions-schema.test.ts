import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { SCHEMA_STEPS } from './schema-versions.ts';
import { versionsSchema } from './versions-schema.ts';

it('lets assets of an older database show what they showed', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database, SCHEMA_STEPS.slice(0, SCHEMA_STEPS.indexOf(versionsSchema)));
  for (const asset of ['made', 'first']) {
    database.exec(
      `insert into assets values (null, '${asset}', 'a', '{}', 'ready', 'd', 1, 'a', null, 1, 1, 'a', 'a', null)`,
    );
  }
  const insertJob = database.prepare(
    `insert into jobs (id, asset_id, state, finished_at_ms, recipe_name, recipe, stage, planned, progress, warnings, notes, created_at_ms)
     values (?, ?, ?, ?, 'web', '{}', 'done', 1, 1, '[]', '[]', 1)`,
  );
  insertJob.run('old', 'made', 'succeeded', 10);
  insertJob.run('newer', 'made', 'succeeded', 20);
  insertJob.run('broken', 'made', 'failed', 30);
  insertJob.run('running', 'first', 'running', null);
  const insertOutput = database.prepare('insert into outputs values (?, ?, ?, ?, 5)');
  insertOutput.run('made', 'hls', 'digest of hls', 'newer');
  insertOutput.run('made', 'poster', 'digest of poster', 'broken');
  insertOutput.run('first', 'poster', 'digest of first', 'running');

  migrate(database, SCHEMA_STEPS.slice(0, SCHEMA_STEPS.indexOf(versionsSchema) + 1));
  expect(database.prepare('select id, current_job_id from assets order by id').all()).toEqual([
    { id: 'first', current_job_id: null },
    { id: 'made', current_job_id: 'newer' },
  ]);
  expect(database.prepare('select * from outputs order by job_id, kind').all()).toEqual([
    { job_id: 'newer', kind: 'hls', artifact_digest: 'digest of hls', published_at_ms: 5 },
    { job_id: 'newer', kind: 'poster', artifact_digest: 'digest of poster', published_at_ms: 5 },
    { job_id: 'running', kind: 'poster', artifact_digest: 'digest of first', published_at_ms: 5 },
  ]);
});
