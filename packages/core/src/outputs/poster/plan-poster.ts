import type { Result } from '../../failure/result.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planStill } from '../../plan/plan-still.ts';
import type { PosterOutput } from './poster-output.ts';

/** A still at the wanted time, or at the midpoint of anything shorter; cover art where there is no picture track. */
export const planPoster = (output: PosterOutput, source: PlanSource): Result<PlannedOutput> => {
  const atSeconds = output.atSeconds === 'best' ? output.atSeconds : [output.atSeconds];
  return planStill({ ...output, atSeconds }, { kind: 'poster', name: output.name }, source);
};
