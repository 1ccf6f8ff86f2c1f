import type { ProresEncoding } from '@reelmill/core';

/** ProRes 422: its profile is its quality. The vendor is what Apple's own encoder writes, which some editors ask for. Pure. */
export const proresArguments = ({ profile }: ProresEncoding): readonly string[] => [
  ...['-profile:v', profile, '-vendor', 'apl0'],
];
