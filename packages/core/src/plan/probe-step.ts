import { PROBE_PARAMS } from './limits.ts';
import type { PlannedStep } from './plan.ts';

/** Looks at the source. The first step of every job; what it finds decides the others. */
export const probeStep = (sizeBytes: number): PlannedStep => ({
  key: 'probe',
  kind: 'probe',
  params: PROBE_PARAMS,
  inputs: { source: 'source' },
  batch: null,
  lane: 'light',
  work: 0.1 + sizeBytes / 2e9,
  publishes: null,
});
