import type { VideoIndex } from '../media/source-index.ts';
import type { ByteRange } from './plan.ts';

/** What ffmpeg may read behind the headers to find out what a file holds (`PROBE_SIZE`), and what lies in between. */
const HEAD_BYTES = 21_000_000;
/**
 * Around what is decoded: a decoder is ahead of what it gives out, a filter looks at the next picture, and Matroska is
 * entered at the beginning of a cluster, which lasts five seconds at most.
 */
const MARGIN_SECONDS = 5;

/** Seconds of a track's pictures, counted from the first of them. */
interface Seconds {
  readonly from: number;
  /** Null for the end. */
  readonly to: number | null;
}

type PacketPlaces = Pick<VideoIndex, 'spans' | 'isSeekable'>;

/** What decoding some seconds of the pictures reads of a file. Undefined where nobody knows. */
export const bytesOfRange = (
  index: PacketPlaces,
  fromSeconds: number,
  toSeconds: number | null,
): readonly ByteRange[] | undefined => bytesOfSeconds(index, [{ from: fromSeconds, to: toSeconds }]);

/** ffmpeg looks for the keyframe by the time of decoding, which is up to three pictures of 23 a second earlier. */
const SEEK_BACK_SECONDS = 0.2;

/** What is read of a file by whoever jumps to each of these times and decodes for so long. Undefined where nobody knows. */
export const bytesOfJumps = (
  index: PacketPlaces & Pick<VideoIndex, 'keyframeSeconds'>,
  atSeconds: readonly number[],
  forSeconds = 1,
): readonly ByteRange[] | undefined =>
  bytesOfSeconds(
    index,
    atSeconds.map((at) => {
      const second = Math.floor(Math.max(0, at - SEEK_BACK_SECONDS));
      // Behind the last second the last one is looked for.
      const keyframe = index.keyframeSeconds[Math.min(second, index.keyframeSeconds.length - 1)];
      return { from: Math.min(at, keyframe ?? 0), to: at + forSeconds };
    }),
  );

/** What is read of a file by whoever takes one of so many keyframes out of it by its index. Undefined where nobody knows. */
export const bytesOfKeyframes = (
  index: PacketPlaces & Pick<VideoIndex, 'keyframesBefore'>,
  keepOneIn: number,
): readonly ByteRange[] | undefined => {
  const { keyframesBefore: before } = index;
  if (!before) return undefined;
  // Kept are the first, the one `keepOneIn` after it, and so on.
  const kept = (second: number): number => Math.ceil((before[second] ?? 0) / keepOneIn);
  const seconds = before.slice(1).flatMap((_, second) => (kept(second + 1) > kept(second) ? [second] : []));
  return bytesOfSeconds(
    index,
    seconds.map((second) => ({ from: second, to: second + 1 })),
    0,
  );
};

/** The beginning, the packets, and all behind the last packet, where indexes are. */
const bytesOfSeconds = (
  { spans, isSeekable }: PacketPlaces,
  wanted: readonly Seconds[],
  marginSeconds = MARGIN_SECONDS,
): readonly ByteRange[] | undefined => {
  const media = isSeekable && around(spans ?? []);
  if (!spans || !media) return undefined;
  return [
    { start: 0, end: media.start + HEAD_BYTES },
    ...wanted.flatMap(({ from, to }): readonly ByteRange[] => {
      const [first, last] = [Math.floor(from) - marginSeconds, Math.ceil(to ?? spans.length)];
      const packets = around(spans.slice(Math.max(0, first), last + marginSeconds));
      return packets ? [{ start: packets.start, end: packets.end - 1 }] : [];
    }),
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
