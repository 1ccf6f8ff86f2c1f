import { err, ok, type ProbeParams, type Result } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { numberOf } from './ffprobe-json.ts';

/** A track's timing, measured from every packet rather than believed from the header. Times in seconds, as stored. */
export interface PacketScan {
  /** Presentation times of the shown packets, ascending. */
  readonly timesSeconds: Float64Array;
  /** Where the last shown frame ends. */
  readonly endSeconds: number;
  readonly longestKeyframeGapSeconds: number | null;
  readonly startsWithKeyframe: boolean;
  readonly stderr: string;
}

const STALL_MS = 60_000;
const WALL_MS = 3600_000;

/** Reads the whole file once without decoding. Memory: eight bytes a frame. */
export const scanPackets = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly params: ProbeParams;
    readonly signal: AbortSignal;
    readonly trackIndex: number;
  },
): Promise<Result<PacketScan>> => {
  const times: number[] = [];
  let lastShown = Number.NEGATIVE_INFINITY;
  let lastShownDuration = 0;
  let lastKeyframe: number | undefined;
  let longestGap: number | null = null;
  let startsWithKeyframe: boolean | undefined;

  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: request.signal,
    stallMs: STALL_MS,
    wallMs: WALL_MS,
    onStdoutLine: (line) => {
      const [pts, dts, duration, flags = ''] = line.split(',');
      const at = numberOf(pts) ?? numberOf(dts);
      startsWithKeyframe ??= flags.includes('K');
      // Discarded packets are decoded for the others' sake but lie outside the edit list.
      if (at === undefined || flags.includes('D')) return true;
      times.push(at);
      if (at >= lastShown) {
        lastShown = at;
        lastShownDuration = numberOf(duration) ?? 0;
      }
      if (flags.includes('K')) {
        if (lastKeyframe !== undefined) longestGap = Math.max(longestGap ?? 0, at - lastKeyframe);
        lastKeyframe = at;
      }
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-select_streams', String(request.trackIndex)],
      ...['-show_entries', 'packet=pts_time,dts_time,duration_time,flags', '-print_format', 'csv=p=0'],
      ...inputArguments(input, request.params),
    ],
  });
  if (end.endedBy !== 'itself') {
    const failed = processFailure(end, 'Reading the file');
    if (failed) return err(failed);
  }
  const timesSeconds = Float64Array.from(times).sort();
  const endSeconds = lastShown + (lastShownDuration > 0 ? lastShownDuration : medianGap(timesSeconds));
  return ok({
    timesSeconds,
    endSeconds: timesSeconds.length > 0 ? endSeconds : 0,
    longestKeyframeGapSeconds: longestGap,
    startsWithKeyframe: startsWithKeyframe ?? false,
    stderr: end.stderrTail,
  });
};

const medianGap = (times: Float64Array): number => {
  if (times.length < 2) return 0;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.sort()[Math.floor(gaps.length / 2)] ?? 0;
};
