import type { TrackLabel } from '@reelmill/core';

/** What the plan calls a rendition. One it does not know is a bug. */
export const labelOf = <L extends TrackLabel>(labels: readonly L[], name: string): L => {
  const label = labels.find((candidate) => candidate.name === name);
  if (!label) throw new Error(`the stream was planned without a track ${name}`);
  return label;
};
