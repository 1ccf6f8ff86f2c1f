import { err, failure, type LoudnessMeasurement, ok, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { measureArguments } from './sound-arguments.ts';
import type { LoudnessFirstPass, SoundRequest } from './sound-filters.ts';

export interface MeasuredLoudness {
  readonly loudness: LoudnessMeasurement;
  /** Null where there is nothing but silence: no gain makes that louder. */
  readonly firstPass: LoudnessFirstPass | null;
}

/** How loud the sound is that a request would encode, by EBU R 128 as ffmpeg's loudnorm measures it. */
export const measureLoudness = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly sound: SoundRequest;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodeProgress) => void;
  },
): Promise<Result<MeasuredLoudness>> => {
  const progress = createProgressLines(request.onProgress);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: null,
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(request.sound.params.durationSeconds),
    args: ({ input }) => measureArguments(request.sound, input),
  });
  const failed = processFailure(end, 'Measuring the loudness');
  if (failed) return err(failed);
  return readLoudness(end.stderrTail);
};

/** Reads what loudnorm wrote last. Infinities stand for silence. */
export const readLoudness = (log: string): Result<MeasuredLoudness> => {
  const text = /\{[^{}]*"input_i"[^{}]*\}/.exec(log)?.[0];
  if (text === undefined)
    return err(failure('OUTPUT_INVALID', 'transient', 'The loudness of the sound could not be measured.'));
  const said = JSON.parse(text) as Readonly<Record<string, string>>;
  const read = (field: string): number => Number.parseFloat(said[field] ?? '');
  const numbers = {
    integratedLufs: read('input_i'),
    truePeakDbtp: read('input_tp'),
    rangeLu: read('input_lra'),
  };
  const firstPass = { ...numbers, thresholdLufs: read('input_thresh'), offsetLu: read('target_offset') };
  const isSound =
    Object.values(firstPass).every(Number.isFinite) && numbers.integratedLufs > ABSOLUTE_GATE_LUFS;
  return ok({
    loudness: {
      integratedLufs: finite(numbers.integratedLufs),
      truePeakDbtp: finite(numbers.truePeakDbtp),
      rangeLu: finite(numbers.rangeLu),
    },
    firstPass: isSound ? firstPass : null,
  });
};

/** What is softer does not count as sound (ITU-R BS.1770). */
const ABSOLUTE_GATE_LUFS = -70;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
