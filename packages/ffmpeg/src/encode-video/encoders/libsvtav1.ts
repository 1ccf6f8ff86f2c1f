import type { Av1Encoding, EncoderPreset } from '@reelmill/core';
import { rateArguments } from './rate.ts';

/** SVT's own scale: 13 is fastest. Those below 5 take minutes for seconds. */
const SVT_PRESET: Readonly<Record<EncoderPreset, number>> = {
  ultrafast: 12,
  superfast: 11,
  veryfast: 10,
  faster: 9,
  fast: 8,
  medium: 7,
  slow: 5,
};

/** AV1. SVT 1.4 takes no orders for keyframes, so they are a number of pictures apart. Pure. */
export const av1Arguments = (encoding: Av1Encoding): readonly string[] => [
  ...['-preset', String(SVT_PRESET[encoding.preset]), ...rateArguments(encoding)],
  ...['-g', String(encoding.keyframeDistance), '-svtav1-params', 'lp=1:scd=0'],
];
