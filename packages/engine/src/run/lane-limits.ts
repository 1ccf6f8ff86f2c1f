import { availableParallelism } from 'node:os';
import type { LaneLimits } from '../steps/step-kind.ts';

/**
 * Limits for this machine. One encode already uses every core, so a second one only keeps them busy between the
 * first one's ends; light work has slots of its own and never waits behind encodes.
 */
export const machineLaneLimits = (cores: number = availableParallelism()): LaneLimits => ({
  light: Math.max(2, Math.min(8, cores)),
  cpu: Math.max(2, Math.ceil(cores / 4)),
  gpu: 0,
  io: 4,
});
