import type { StoryboardGrid } from '../steps/storyboard.ts';

/**
 * WebVTT whose cues name a part of a sheet by its media fragment (W3C Media Fragments §4.2.2), as players read it. A
 * picture stands from its time until the next one's, the last until the end; sheets are addressed relative to the file.
 */
export const storyboardVtt = (storyboard: {
  /** Ascending, in seconds. */
  readonly times: readonly number[];
  readonly durationSeconds: number;
  readonly grid: StoryboardGrid;
  /** Addresses of the sheets, in order. */
  readonly sheets: readonly string[];
}): string => {
  const { times, durationSeconds, grid, sheets } = storyboard;
  const { columns, rows, tileWidth, tileHeight } = grid;
  const cues = times.map((time, index) => {
    const from = index === 0 ? 0 : time;
    const to = times[index + 1] ?? Math.max(durationSeconds, from);
    const place = index % (columns * rows);
    const x = (place % columns) * tileWidth;
    const y = Math.floor(place / columns) * tileHeight;
    const sheet = sheets[Math.floor(index / (columns * rows))];
    return `${timestamp(from)} --> ${timestamp(to)}\n${sheet}#xywh=${x},${y},${tileWidth},${tileHeight}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
};

/** Hours are optional in the format, and missed by some players. */
const timestamp = (seconds: number): string => {
  const ms = Math.round(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(
    Math.floor(ms / 1000) % 60,
  )}.${String(ms % 1000).padStart(3, '0')}`;
};
