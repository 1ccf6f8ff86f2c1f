import type { Capabilities } from '@reelmill/core';
import type { LaunchLine, Sandbox } from '../sandbox/sandbox.ts';

/** An ffmpeg and ffprobe that were found to work here. */
export interface Toolchain {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly capabilities: Capabilities;
  readonly sandbox: Sandbox;
  /** Device files of the chip that encodes; none where software does. */
  readonly devices?: readonly string[];
  /** Told every command line before it is run. */
  readonly onLaunch?: (line: LaunchLine) => void;
}
