import { launchLine } from '../sandbox/sandbox.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type ProcessEnd, type ProcessRequest, runProcess } from './run-process.ts';

export interface ToolRequest extends Pick<ProcessRequest, 'signal' | 'onStdoutLine' | 'stallMs' | 'wallMs'> {
  readonly tool: 'ffmpeg' | 'ffprobe';
  readonly inputPath: string;
  /** Null for tools that only read. */
  readonly outputFolder: string | null;
  /** Device files it may open. */
  readonly devices?: readonly string[];
  readonly args: (paths: { readonly input: string; readonly output: string }) => readonly string[];
}

/** Threads that may burn processor time at once, at the most: the CPU limit is wall time times this. */
const MOST_THREADS = 64;

/** Runs ffmpeg or ffprobe under the toolchain's sandbox. */
export const runTool = (toolchain: Toolchain, request: ToolRequest): Promise<ProcessEnd> => {
  const line = launchLine(toolchain.sandbox, {
    program: request.tool === 'ffmpeg' ? toolchain.ffmpegPath : toolchain.ffprobePath,
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    devices: request.devices ?? [],
    limits: { cpuSeconds: (request.wallMs / 1000) * MOST_THREADS },
    args: request.args,
  });
  toolchain.onLaunch?.(line);
  return runProcess({ ...request, ...line });
};

/** Longest an encode may take: a generous multiple of the media's length, and a floor for short and heavy clips. */
export const wallLimitMs = (durationSeconds: number): number => (600 + durationSeconds * 120) * 1000;

/** An encode that reports nothing new for this long is stuck. */
export const STALL_MS = 60_000;
