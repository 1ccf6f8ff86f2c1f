/** Both ends inclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The same bytes as ranges that neither touch nor overlap, ascending. */
export const joined = (ranges: readonly Range[]): readonly Range[] => {
  const sorted = ranges.filter(({ start, end }) => start <= end).sort((a, b) => a.start - b.start);
  const apart: Range[] = [];
  for (const range of sorted) {
    const last = apart.at(-1);
    if (!last || range.start > last.end + 1) apart.push(range);
    else apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return apart;
};

/** What of the wanted is not among the others. */
export const without = (wanted: readonly Range[], others: readonly Range[]): readonly Range[] => {
  let left = joined(wanted);
  for (const other of others) {
    left = left.flatMap(({ start, end }) =>
      [
        { start, end: Math.min(end, other.start - 1) },
        { start: Math.max(start, other.end + 1), end },
      ].filter((range) => range.start <= range.end),
    );
  }
  return joined(left);
};

/** Each byte counted once. */
export const bytesIn = (ranges: readonly Range[]): number =>
  joined(ranges).reduce((sum, { start, end }) => sum + end - start + 1, 0);
