import type { LaneLimits } from '../steps/step-kind.ts';
import { machineLimits } from './machine-limits.ts';

/** What the encode of a chunk takes: 390 MB were measured for five rungs of 1080p, a 4K source takes twice that. */
const ENCODE_BYTES = 800 * 2 ** 20;
/** The rest is for the service itself, the file cache and light work. */
const SHARE_FOR_ENCODES = 0.75;

/**
 * Limits for this machine. An encode has one thread, so there are as many as cores, unless memory is the shorter of the
 * two; light work has slots of its own and never waits behind encodes.
 */
export const machineLaneLimits = ({ cores, memoryBytes } = machineLimits()): LaneLimits => ({
  light: Math.max(2, Math.min(8, Math.floor(cores))),
  cpu: Math.max(1, Math.min(Math.floor(cores), Math.floor((memoryBytes * SHARE_FOR_ENCODES) / ENCODE_BYTES))),
  // A chip encodes all rungs of a chunk at once, and cards count every one of them as a session.
  gpu: 1,
  io: 4,
});
