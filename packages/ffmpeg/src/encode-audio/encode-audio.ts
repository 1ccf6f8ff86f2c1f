import { join } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { durationTicks, type FragmentedFile, readFragments } from '../verify/read-fragments.ts';
import type { SegmentedFile } from '../verify/segmented-file.ts';
import {
  AUDIO_CHANNELS,
  AUDIO_FILE,
  AUDIO_SAMPLE_RATE_HZ,
  type AudioRequest,
  audioArguments,
} from './audio-arguments.ts';

export interface EncodedAudio {
  readonly file: SegmentedFile;
  readonly channels: number;
  readonly warnings: readonly string[];
}

/** AAC frames are 1024 samples; the encoder adds one in front and fills the last. */
const FRAME_SECONDS = 1024 / AUDIO_SAMPLE_RATE_HZ;

/** Encodes one track as a whole, and checks that it is as long as it was to be. */
export const encodeAudio = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly audio: AudioRequest;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodeProgress) => void;
  },
): Promise<Result<EncodedAudio>> => {
  const { params } = request.audio;
  const progress = createProgressLines(request.onProgress);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => audioArguments(request.audio, paths),
  });
  const failed = processFailure(end, 'Encoding the sound');
  if (failed?.code === 'FFMPEG_FAILED' && progress.last().outTimeSeconds === 0) return err(nothingDecoded());
  if (failed) return err(failed);
  const path = join(request.outputFolder, AUDIO_FILE);
  const file = await readFragments(path);
  if (!file.ok) return end.stderrLines > 0 ? err(nothingDecoded()) : file;
  const { durationSeconds } = file.value;
  if (Math.abs(durationSeconds - params.durationSeconds) > 3 * FRAME_SECONDS) {
    return err(
      failure(
        'OUTPUT_INVALID',
        'transient',
        `The sound came out ${durationSeconds.toFixed(3)} s long instead of ${params.durationSeconds.toFixed(3)} s.`,
      ),
    );
  }
  return ok({
    file: segmented(path, file.value),
    channels: AUDIO_CHANNELS,
    warnings:
      end.stderrLines > 0 ? ['The sound has damaged parts; they were skipped or filled with silence.'] : [],
  });
};

/** Whole from the start, so its segments are the file's fragments as they are. */
const segmented = (path: string, file: FragmentedFile): SegmentedFile => ({
  ...file,
  path,
  segments: file.fragments.map((fragment) => ({
    header: new Uint8Array(),
    startByte: fragment.startByte,
    endByte: fragment.endByte,
    durationSeconds: durationTicks(fragment) / file.init.timescale,
  })),
});

const nothingDecoded = () => failure('MEDIA_DAMAGED', 'bad-input', 'Nothing of the sound could be decoded.');
