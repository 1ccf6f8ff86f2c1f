/** One thing that was measured against what it should be. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most it may be; left out for rows that only inform. */
  readonly target?: number;
}

export const formatTable = (rows: readonly Row[]): string => {
  const cells = rows.map(({ what, value, unit, target }) => [
    what,
    `${value.toFixed(unit === 'ms' ? 1 : 3)} ${unit}`.trim(),
    target === undefined ? '' : `≤ ${target} ${unit}`.trim(),
    target === undefined ? '' : value <= target ? 'met' : 'MISSED',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
};
