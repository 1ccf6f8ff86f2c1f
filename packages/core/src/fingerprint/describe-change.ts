import type { FieldChange } from '../api/plan-explanation.ts';

/** A change as people read it: `params.video.crf: 23 → 21`, `inputs.source: second 14 changed`. */
export const describeChange = ({ field, before, after, seconds }: FieldChange): string => {
  if (seconds) {
    const isOne = seconds.length === 1 && seconds[0]?.[0] === seconds[0]?.[1];
    return `${field}: ${isOne ? 'second' : 'seconds'} ${seconds.map(describeRun).join(', ')} changed`;
  }
  if (before === undefined && after === undefined) return `${field} changed`;
  if (before === undefined) return `${field} is new: ${describeValue(after)}`;
  if (after === undefined) return `${field} is no longer there`;
  return `${field}: ${describeValue(before)} → ${describeValue(after)}`;
};

const describeRun = ([first, last]: readonly [number, number]): string =>
  first === last ? `${first}` : `${first} to ${last}`;

const DIGEST = /^[0-9a-f]{64}$/;

const describeValue = (value: unknown): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  return DIGEST.test(value) ? `${value.slice(0, 8)}…` : value;
};
