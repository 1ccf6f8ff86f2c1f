import type { EncoderPreset, Vp9Encoding } from '@reelmill/core';
import { NO_KEYFRAMES_OF_ITS_OWN } from './keyframes.ts';
import { rateArguments } from './rate.ts';

/** How much libvpx may leave out to be faster: 0 to 8 where an encode is not live. */
const CPU_USED: Readonly<Record<EncoderPreset, number>> = {
  ultrafast: 8,
  superfast: 7,
  veryfast: 6,
  faster: 5,
  fast: 4,
  medium: 3,
  slow: 1,
};

/** VP9. Rows side by side would give other bytes on another number of cores. Pure. */
export const vp9Arguments = (encoding: Vp9Encoding): readonly string[] => [
  // A rate of 0 is how libvpx is told that the rate factor alone decides.
  ...[...rateArguments(encoding), ...('crf' in encoding ? ['-b:v', '0'] : [])],
  ...['-deadline', 'good', '-cpu-used', String(CPU_USED[encoding.preset]), '-row-mt', '0'],
  ...['-auto-alt-ref', '1', '-lag-in-frames', '25', '-g', String(NO_KEYFRAMES_OF_ITS_OWN)],
];
