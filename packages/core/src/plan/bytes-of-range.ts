import type { VideoIndex } from '../media/source-index.ts';
import type { ByteRange } from './plan.ts';

/** What ffmpeg may read behind the headers to find out what a file holds (`PROBE_SIZE`), and what lies in between. */
const HEAD_BYTES = 21_000_000;
/**
 * Around what is decoded: a decoder is ahead of what it gives out, a filter looks at the next picture, and Matroska is
 * entered at the beginning of a cluster, which lasts five seconds at most.
 */
const MARGIN_SECONDS = 5;

/**
 * The parts of a file that decoding some seconds of its pictures reads, counted from the first of them: the beginning, the
 * packets, and all behind the last packet, where indexes are. Undefined where nobody knows.
 */
export const bytesOfRange = (
  { spans, isSeekable }: Pick<VideoIndex, 'spans' | 'isSeekable'>,
  fromSeconds: number,
  toSeconds: number | null,
): readonly ByteRange[] | undefined => {
  const media = isSeekable && around(spans ?? []);
  if (!spans || !media) return undefined;
  const [first, last] = [Math.floor(fromSeconds) - MARGIN_SECONDS, Math.ceil(toSeconds ?? spans.length)];
  const wanted = around(spans.slice(Math.max(0, first), last + MARGIN_SECONDS));
  return [
    { start: 0, end: media.start + HEAD_BYTES },
    ...(wanted ? [{ start: wanted.start, end: wanted.end - 1 }] : []),
    { start: media.end },
  ];
};

const around = (
  spans: NonNullable<VideoIndex['spans']>,
): { readonly start: number; readonly end: number } | undefined => {
  const there = spans.filter((span) => span !== null);
  if (there.length === 0) return undefined;
  return {
    start: there.reduce((least, [start]) => Math.min(least, start), Number.POSITIVE_INFINITY),
    end: there.reduce((most, [, end]) => Math.max(most, end), 0),
  };
};
