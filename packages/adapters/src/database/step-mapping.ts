import type { StepRecord } from '@reelmill/engine/ports';
import { sql } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import type { StepColumns } from './schema.ts';

export const stepMapping = rowMapping<StepRecord, StepColumns>({
  jobId: 'job_id',
  key: 'step_key',
  position: 'position',
  kind: 'kind',
  params: json('params'),
  inputs: json('inputs'),
  batch: 'batch',
  lane: 'lane',
  work: 'work',
  publishes: json('publishes'),
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
export const READY = sql.lit('ready');
export const RUNNING = sql.lit('running');
