import type { VideoRate } from '@reelmill/core';

/** What has a ceiling aims below it: an encode that came out larger is an encode for nothing. */
const AIM_BELOW_CEILING = 0.96;

/** Constant quality, or an average rate. Pure. */
export const rateArguments = (rate: VideoRate): readonly string[] =>
  'crf' in rate
    ? ['-crf', String(rate.crf)]
    : ['-b:v', String(Math.round(rate.bitrateBps * (rate.isCeiling ? AIM_BELOW_CEILING : 1)))];
