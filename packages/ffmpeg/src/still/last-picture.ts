import { MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { createFrameTimes } from '../process/frame-times.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';

/** How far before a time the picture is looked for first. */
const LOOK_BACK_SECONDS = 10;
/** A container's rounding. */
const SLACK_SECONDS = 0.001;

/** Everything that decodes, from the keyframe before one time to another, as a list of times. Pure. */
const listArguments = (
  trackIndex: number,
  fromSeconds: number,
  toSeconds: number,
  input: string,
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error'],
  // From the keyframe itself: a picture that is shown for a minute lies far before the time.
  ...(fromSeconds > 0 ? ['-noaccurate_seek', '-ss', String(fromSeconds)] : []),
  ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${trackIndex}`, '-copyts', '-start_at_zero', '-vf', 'scale=16:16'],
  ...['-to', String(toSeconds + SLACK_SECONDS)],
  // The source's own clock: that of an average rate would round the times.
  ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-f', 'framecrc', 'pipe:1'],
];

export interface LastPicture {
  /** On the file's clock. */
  readonly atSeconds: number;
  /** From where on it was decoded. */
  readonly decodeFromSeconds: number;
}

/**
 * The last picture that decodes up to a time on the file's clock, for a time that gives none: files end earlier than their
 * header says, or have no keyframe after a jump. Undefined when none decodes.
 */
export const lastPicture = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly trackIndex: number;
    readonly beforeSeconds: number;
    readonly wallMs: number;
    readonly signal: AbortSignal;
  },
): Promise<LastPicture | undefined> => {
  const { inputPath, trackIndex, beforeSeconds, wallMs, signal } = request;
  for (const from of new Set([Math.max(0, beforeSeconds - LOOK_BACK_SECONDS), 0])) {
    const frames = createFrameTimes();
    await runTool(toolchain, {
      ...{ tool: 'ffmpeg', inputPath, outputFolder: null, wallMs, signal },
      args: ({ input }) => listArguments(trackIndex, from, beforeSeconds, input),
      onStdoutLine: frames.line,
    });
    const last = frames.times.at(-1);
    if (last !== undefined) return { atSeconds: last, decodeFromSeconds: from };
  }
  return undefined;
};
