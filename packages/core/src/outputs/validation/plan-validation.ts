import { PROBE_PARAMS } from '../../plan/limits.ts';
import type { PlannedOutput } from '../../plan/plan.ts';
import type { ValidationOutput } from './validation-output.ts';

/** Needs nothing of the probe: what cannot even be probed is what a report is for. */
export const planValidation = (output: ValidationOutput, sizeBytes: number): PlannedOutput => ({
  steps: [
    {
      key: output.name,
      kind: 'validate',
      params: PROBE_PARAMS,
      inputs: { source: 'source' },
      batch: null,
      lane: 'cpu',
      work: 0.3 + sizeBytes / 5e6,
      publishes: { kind: 'validation', name: output.name },
    },
  ],
  notes: [],
});
