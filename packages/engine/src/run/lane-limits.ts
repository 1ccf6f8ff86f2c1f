import type { LaneLimits } from '../steps/step-kind.ts';
import { machineLimits } from './machine-limits.ts';

/** The rest is for the service itself, the file cache and light work. */
const SHARE_FOR_ENCODES = 0.75;

/**
 * Limits for this machine. An encode has one thread, so there are as many as cores; those that find no memory wait for it.
 * Light work has slots of its own and never waits behind encodes.
 */
export const machineLaneLimits = ({ cores } = machineLimits()): LaneLimits => ({
  light: Math.max(2, Math.min(8, Math.floor(cores))),
  cpu: Math.max(1, Math.floor(cores)),
  // A chip encodes all rungs of a chunk at once, and cards count every one of them as a session.
  gpu: 1,
  io: 4,
});

/** Memory for all encodes of this machine together. */
export const machineEncodeBytes = ({ memoryBytes } = machineLimits()): number =>
  memoryBytes * SHARE_FOR_ENCODES;
