import type { PlannedStep } from '@reelmill/core';
import type { StepRecord } from '../ports/index.ts';

/** A planned step as a row that has not started. */
export const newStepRecord = (jobId: string, position: number, step: PlannedStep): StepRecord => ({
  jobId,
  key: step.key,
  position,
  kind: step.kind,
  params: step.params,
  inputs: step.inputs,
  batch: step.batch,
  lane: step.lane,
  work: step.work,
  publishes: step.publishes,
  state: 'waiting',
  progress: 0,
  fingerprint: null,
  artifactDigest: null,
  epoch: 0,
  workerId: null,
  leaseExpiresAtMs: null,
  notBeforeMs: 0,
  error: null,
  startedAtMs: null,
  finishedAtMs: null,
});
