import type { Interval, LoudnessMeasurement } from '@reelmill/core';

/** Names that a detecting filter gives the beginning and the end of what it finds. */
export const EVENTS = {
  black: ['lavfi.black_start', 'lavfi.black_end'],
  freezes: ['lavfi.freezedetect.freeze_start', 'lavfi.freezedetect.freeze_end'],
  silences: ['lavfi.silence_start', 'lavfi.silence_end'],
} as const;

/** Reads what the `metadata` filter wrote. An event that has no end lasts until that of the source. */
export const readEvents = (
  text: string,
  [start, end]: (typeof EVENTS)[keyof typeof EVENTS],
  limits: { readonly fromSeconds: number; readonly durationSeconds: number },
): readonly Interval[] => {
  const found: Interval[] = [];
  let open: number | undefined;
  const close = (endSeconds: number): void => {
    if (open === undefined) return;
    const startSeconds = Math.max(0, open);
    if (endSeconds - startSeconds >= limits.fromSeconds) found.push({ startSeconds, endSeconds });
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    const value = Number.parseFloat(line.slice(at + 1));
    if (name === start) open ??= value;
    if (name === end) close(Math.min(value, limits.durationSeconds));
  }
  close(limits.durationSeconds);
  return found;
};

/** Softer is no sound to ebur128 (ITU-R BS.1770): what it says of nothing but silence. */
const ABSOLUTE_GATE_LUFS = -70;

/** Reads the summary that ebur128 ends with; undefined when there is none. */
export const readLoudnessSummary = (log: string): LoudnessMeasurement | undefined => {
  const summary = log.slice(log.lastIndexOf('Summary:'));
  const read = (name: string): number | undefined => {
    const found = new RegExp(`^\\s+${name}:\\s+(-?inf|-?[\\d.]+) `, 'm').exec(summary)?.[1];
    return found === undefined ? undefined : Number.parseFloat(found.replace('inf', 'Infinity'));
  };
  const [integrated, range, peak] = [read('I'), read('LRA'), read('Peak')];
  if (integrated === undefined || range === undefined || peak === undefined) return undefined;
  const isSound = integrated > ABSOLUTE_GATE_LUFS;
  return {
    integratedLufs: isSound ? integrated : null,
    rangeLu: isSound ? range : null,
    truePeakDbtp: Number.isFinite(peak) ? peak : null,
  };
};
