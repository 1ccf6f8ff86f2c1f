import type { Packet } from './scan-packets.ts';

/** A track's timing, measured from every packet rather than believed from the header. Times in seconds, as stored. */
export interface PictureTiming {
  /** Presentation times of the shown packets, ascending. */
  readonly timesSeconds: Float64Array;
  /** Where the last shown frame ends. */
  readonly endSeconds: number;
  readonly longestKeyframeGapSeconds: number | null;
  readonly startsWithKeyframe: boolean;
}

export const pictureTiming = (packets: readonly Packet[]): PictureTiming => {
  const shown = packets.filter((packet) => !packet.isHidden && Number.isFinite(packet.atSeconds));
  const timesSeconds = Float64Array.from(shown, (packet) => packet.atSeconds).sort();
  const last = shown.reduce<Packet | undefined>(
    (latest, packet) => (latest === undefined || packet.atSeconds >= latest.atSeconds ? packet : latest),
    undefined,
  );
  const lastDuration = last && last.durationSeconds > 0 ? last.durationSeconds : medianGap(timesSeconds);
  return {
    timesSeconds,
    endSeconds: last ? last.atSeconds + lastDuration : 0,
    longestKeyframeGapSeconds: longestGap(
      shown.filter((packet) => packet.isKeyframe).map((packet) => packet.atSeconds),
    ),
    startsWithKeyframe: packets[0]?.isKeyframe ?? false,
  };
};

const longestGap = (times: readonly number[]): number | null =>
  times.length < 2
    ? null
    : times.reduce(
        (longest, time, index) => (index === 0 ? 0 : Math.max(longest, time - (times[index - 1] ?? time))),
        0,
      );

const medianGap = (times: Float64Array): number => {
  if (times.length < 2) return 0;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.sort()[Math.floor(gaps.length / 2)] ?? 0;
};
