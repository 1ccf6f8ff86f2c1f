import { boxBytes } from './insert-bytes.ts';

const TRACK = 1;
/** Each begins with a place to start, and pictures that need no earlier ones. */
const STARTS_WITH_SAP_1 = 0x90000000;

/** A `sidx` box over segments that follow it (ISO/IEC 14496-12 §8.16.3), the first of which is shown at 0. */
export const segmentIndex = (
  timescale: number,
  segments: readonly { readonly sizeBytes: number; readonly durationTicks: number }[],
): Uint8Array => {
  const entries = segments.flatMap(({ sizeBytes, durationTicks }) => [
    sizeBytes,
    durationTicks,
    STARTS_WITH_SAP_1,
  ]);
  return boxBytes('sidx', [0, TRACK, timescale, 0, 0, segments.length, ...entries]);
};
