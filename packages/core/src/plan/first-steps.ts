import { acceptFramesStep } from '../outputs/frames/accept-frames.ts';
import { planValidation } from '../outputs/validation/plan-validation.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { PlannedStep, Replacements } from './plan.ts';
import { probeStep } from './probe-step.ts';

/**
 * What a job starts with: the probe, which decides the rest, and frames that a client made, which wait for nothing. Reports alone are planned whole without it, so that a file
 * which cannot be probed has its report too instead of a job that failed.
 */
export const firstSteps = (
  recipe: Recipe,
  sizeBytes: number,
  replacements: Replacements = new Map(),
): { readonly steps: readonly PlannedStep[]; readonly isWhole: boolean } => {
  const wanted = recipe.outputs.filter((output) => !output.onDemand);
  const reports = wanted.flatMap((output) =>
    output.kind === 'validation' ? planValidation(output, sizeBytes).steps : [],
  );
  const isWhole = wanted.length > 0 && reports.length === wanted.length;
  const accepted = wanted.flatMap((output) => {
    const replacement = output.kind === 'frames' ? replacements.get(output.name) : undefined;
    return replacement ? [acceptFramesStep(output.name, replacement)] : [];
  });
  return { steps: isWhole ? reports : [probeStep(sizeBytes), ...accepted], isWhole };
};
