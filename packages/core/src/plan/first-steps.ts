import { planValidation } from '../outputs/validation/plan-validation.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { PlannedStep } from './plan.ts';
import { probeStep } from './probe-step.ts';

/**
 * What a job starts with: the probe, which decides the rest. Reports alone are planned whole without it, so that a file
 * which cannot be probed has its report too instead of a job that failed.
 */
export const firstSteps = (
  recipe: Recipe,
  sizeBytes: number,
): { readonly steps: readonly PlannedStep[]; readonly isWhole: boolean } => {
  const wanted = recipe.outputs.filter((output) => !output.onDemand);
  const reports = wanted.flatMap((output) =>
    output.kind === 'validation' ? planValidation(output, sizeBytes).steps : [],
  );
  const isWhole = wanted.length > 0 && reports.length === wanted.length;
  return { steps: isWhole ? reports : [probeStep(sizeBytes)], isWhole };
};
