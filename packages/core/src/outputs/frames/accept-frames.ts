import type { PlannedStep, Replacement } from '../../plan/plan.ts';

/** Reads the bundle that stands in place of an output of this name, and publishes it as it is. */
export const acceptFramesStep = (name: string, { digest, sizeBytes }: Replacement): PlannedStep => ({
  key: name,
  kind: 'accept-frames',
  params: {},
  inputs: { source: { blob: digest } },
  batch: null,
  lane: 'io',
  work: 0.1 + sizeBytes / 2e9,
  publishes: { kind: 'frames', name },
});
