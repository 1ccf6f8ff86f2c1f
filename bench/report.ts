/** One thing that was measured against what it should be. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most it may be; left out for rows that only inform. */
  readonly target?: number;
  /** The least it may be. */
  readonly least?: number;
}

const bound = (sign: string, value: number | undefined, unit: string): string =>
  value === undefined ? '' : `${sign} ${value} ${unit}`.trim();

export const formatTable = (rows: readonly Row[]): string => {
  const cells = rows.map(({ what, value, unit, target, least }) => [
    what,
    `${value.toFixed(unit === 'ms' ? 1 : 3)} ${unit}`.trim(),
    bound('≤', target, unit) || bound('≥', least, unit),
    target === undefined && least === undefined
      ? ''
      : value <= (target ?? value) && value >= (least ?? value)
        ? 'met'
        : 'MISSED',
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
