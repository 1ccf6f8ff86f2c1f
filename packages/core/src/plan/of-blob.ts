import type { Digest } from '../api/scalars.ts';
import type { PlannedStep, StepInput } from './plan.ts';

/** A step that was planned for a source, made of another file than the asset's. */
export const ofBlob = <S extends PlannedStep>(step: S, blob: Digest): S => ({
  ...step,
  inputs: Object.fromEntries(
    Object.entries(step.inputs).map(([name, input]): [string, StepInput] => {
      if (input === 'source') return [name, { blob }];
      if ('step' in input) return [name, input];
      return [name, 'part' in input ? { part: { ...input.part, blob } } : { ...input, blob }];
    }),
  ),
});
