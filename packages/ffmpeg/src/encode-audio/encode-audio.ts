import { join } from 'node:path';
import { err, type Fragment, failure, ok, type Result, writeMoof } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { durationTicks, type FragmentedFile, readFragments } from '../verify/read-fragments.ts';
import type { MediaSegment, SegmentedFile } from '../verify/segmented-file.ts';
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

/** AAC frames are 1024 samples; the encoder adds one in front, which the edit list takes back, and fills the last. */
const FRAME_TICKS = 1024;

/** Encodes one track as a whole, and checks that it is as long as it was to be, to the frame. */
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
  const wantedTicks = FRAME_TICKS + Math.round(params.durationSeconds * AUDIO_SAMPLE_RATE_HZ);
  const ticks = file.value.fragments.reduce((sum, fragment) => sum + durationTicks(fragment), 0);
  if (Math.abs(ticks - wantedTicks) > FRAME_TICKS) {
    return err(
      failure(
        'OUTPUT_INVALID',
        'transient',
        `The sound came out ${file.value.durationSeconds.toFixed(3)} s long instead of ${params.durationSeconds.toFixed(3)} s.`,
      ),
    );
  }
  return ok({
    file: segmented(path, file.value, ticks - wantedTicks),
    channels: AUDIO_CHANNELS,
    warnings:
      end.stderrLines > 0 ? ['The sound has damaged parts; they were skipped or filled with silence.'] : [],
  });
};

/** Whole from the start, so its segments are the file's fragments as they are, but for the end of the last. */
const segmented = (path: string, file: FragmentedFile, excessTicks: number): SegmentedFile => {
  const segments = file.fragments.map((fragment, index): MediaSegment => {
    const isLast = index === file.fragments.length - 1;
    const shown = isLast ? shortened(fragment, excessTicks) : fragment;
    const hiddenTicks = index === 0 ? FRAME_TICKS : 0;
    return {
      header: isLast ? writeMoof({ ...shown, sequenceNumber: index + 1 }) : new Uint8Array(),
      startByte: isLast ? fragment.dataByte : fragment.startByte,
      endByte: fragment.endByte,
      durationSeconds: (durationTicks(shown) - hiddenTicks) / file.init.timescale,
    };
  });
  const durationSeconds = segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
  return { ...file, path, segments, durationSeconds };
};

/** What fills the last frame is not to be heard: sound that outlasts the picture holds up the end. */
const shortened = (fragment: Fragment, excessTicks: number): Fragment => ({
  ...fragment,
  samples: fragment.samples.map((sample, index) =>
    index < fragment.samples.length - 1
      ? sample
      : { ...sample, durationTicks: Math.max(1, sample.durationTicks - excessTicks) },
  ),
});

const nothingDecoded = () => failure('MEDIA_DAMAGED', 'bad-input', 'Nothing of the sound could be decoded.');
