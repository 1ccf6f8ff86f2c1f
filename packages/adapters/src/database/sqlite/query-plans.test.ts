import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fingerprint } from '@reelmill/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storeOperations } from '../operations.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { migrate } from './migrate.ts';

let folder: string;
let connection: SqliteConnection;
let plan: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelmill-plans-'));
  connection = openConnection(join(folder, 'reelmill.sqlite'));
  migrate(connection.native);
  plan = [];
  const prepare = connection.native.prepare.bind(connection.native);
  connection.native.prepare = (query: string) => {
    plan.push(
      ...prepare(`explain query plan ${query}`)
        .all()
        .map((row) => String(row['detail'])),
    );
    return prepare(query);
  };
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

/** Queries that run all the time must not get slower with the number of steps, jobs or events. */
const planOf = async (
  query: (store: ReturnType<typeof storeOperations>) => Promise<unknown>,
): Promise<string> => {
  await query(storeOperations(connection.db));
  return plan.join('\n');
};

it('claims in the order of the indexes, without sorting', async () => {
  const claim = { lane: 'cpu', workerId: 'w', nowMs: 1, leaseExpiresAtMs: 2 } as const;
  const text = await planOf((store) => store.steps.claim(claim));
  expect(text).toContain('SEARCH turn USING INDEX job_lanes_in_turn (lane=?)');
  expect(text).toContain('SEARCH next USING INDEX steps_to_claim (job_id=? AND lane=?)');
  expect(text).toContain('SEARCH twin USING COVERING INDEX steps_by_fingerprint (fingerprint=? AND state=?)');
  expect(text).not.toMatch(/SCAN|TEMP B-TREE/);
});

it('looks only at running steps for leases', async () => {
  expect(await planOf((store) => store.steps.expired(1))).toContain('steps_by_lease (lease_expires_at_ms<?)');
  expect(await planOf((store) => store.steps.running())).toContain('steps_by_lease');
});

it.each([
  ['nextDueMs', (store) => store.steps.nextDueMs(1), 'steps_by_due (not_before_ms>?)'],
  ['readyWith', (store) => store.steps.readyWith('f' as Fingerprint), 'steps_by_fingerprint'],
  ['newestOf', (store) => store.jobs.newestOf(['a']), 'jobs_by_asset (asset_id=?)'],
  ['unfinished', (store) => store.jobs.unfinished(), 'jobs_by_state (state=?)'],
  [
    'events of an asset',
    (store) => store.events.since(1, { assetId: 'a' }, 9),
    'events_by_asset (asset_id=? AND seq>?)',
  ],
  ['isOf', (store) => store.artifacts.isOf('d', { id: 'a' }), 'steps_by_artifact (artifact_digest=?)'],
  ['good tokens', (store) => store.playback.good('a', { nowMs: 1, keyNumber: 1 }), 'playback_tokens_of'],
  ['revoked tokens', (store) => store.playback.revoked(1), 'playback_tokens_revoked'],
  ['isReferenced', (store) => store.artifacts.isReferenced('d'), 'steps_by_artifact (artifact_digest=?)'],
  [
    'isBlobReferenced',
    (store) => store.artifacts.isBlobReferenced('d'),
    'artifact_entries_by_blob (blob_digest=?)',
  ],
] satisfies [string, (store: ReturnType<typeof storeOperations>) => Promise<unknown>, string][])(
  'answers %s from an index',
  async (_, query, index) => {
    const text = await planOf(query);
    expect(text).toContain(index);
    expect(text).not.toMatch(/SCAN (?!CONSTANT)/);
  },
);

it.each([
  ['createdAt', 'assets_by_created'],
  ['name', 'assets_by_name'],
  ['durationSeconds', 'assets_by_duration'],
  ['sizeBytes', 'assets_by_size'],
] as const)('lists by %s without sorting', async (sort, index) => {
  for (const order of ['asc', 'desc'] as const) {
    plan = [];
    const text = await planOf((store) => store.assets.list({ sort, order, limit: 50, offset: 0 }));
    expect(text).toContain(`USING INDEX ${index}`);
    expect(text).not.toContain('TEMP B-TREE');
  }
});
