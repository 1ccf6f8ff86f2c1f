import type { ProbeParams } from '../steps/probe.ts';

/** 8K (8192×4320): the largest picture that is decoded. A frame beyond it costs hundreds of megabytes. */
export const MAX_PIXELS = 35_389_440;
export const MAX_TRACKS = 64;
/** Longer sources are refused: a header can claim centuries. */
export const MAX_DURATION_SECONDS = 24 * 3600;

/** Two frames ten hours apart would otherwise become ten hours of silence around a still. */
export const SPARSE_FROM_SECONDS = 600;
export const SPARSE_BELOW_FRAMES_PER_SECOND = 0.05;

export const PROBE_PARAMS: ProbeParams = { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS };
