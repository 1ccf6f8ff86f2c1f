import type { FieldChange, FieldDifference, PlannedStep, SourceFacts } from '@reelmill/core';

/** Differences in the terms of the source: a part of it is known by a digest a second, behind what its decoder must know. */
export const nameChanges = (
  differences: readonly FieldDifference[],
  step: PlannedStep,
  facts: SourceFacts | undefined,
): readonly FieldChange[] =>
  differences.flatMap(({ field, before, after, parts }): readonly FieldChange[] => {
    if (!parts) return [{ field, before, after }];
    if (step.kind !== 'encode-video') return [{ field }];
    const from = firstSecond(step, facts) - 1;
    const seconds = runsOf(parts.filter((part) => part > 0).map((part) => from + part));
    return [
      ...(parts[0] === 0 ? [{ field: `${field} (decoder settings)` }] : []),
      ...(seconds.length > 0 ? [{ field, seconds }] : []),
    ];
  });

/** The second its digests begin at: where decoding touches the source first, which may be before the chunk. */
const firstSecond = (
  { params }: Extract<PlannedStep, { kind: 'encode-video' }>,
  facts: SourceFacts | undefined,
): number => {
  const start = (params.firstSegment - 1) * params.segmentSeconds;
  return start === 0 ? 0 : (facts?.videoIndex?.neededFrom[start] ?? start);
};

const runsOf = (numbers: readonly number[]): [number, number][] => {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
};
