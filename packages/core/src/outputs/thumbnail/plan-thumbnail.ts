import type { Result } from '../../failure/result.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planStill } from '../../plan/plan-still.ts';
import type { ThumbnailOutput } from './thumbnail-output.ts';

/** Stills at the wanted times, all in one output. */
export const planThumbnail = (output: ThumbnailOutput, source: PlanSource): Result<PlannedOutput> => {
  const atSeconds = typeof output.atSeconds === 'number' ? [output.atSeconds] : output.atSeconds;
  return planStill({ ...output, atSeconds }, { kind: 'thumbnail', name: output.name }, source);
};
