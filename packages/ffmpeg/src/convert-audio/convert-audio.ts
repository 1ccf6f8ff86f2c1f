import { join } from 'node:path';
import { type ConvertedFile, err, failure, ok, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type MadeFile, readMadeFile } from '../verify/read-made-file.ts';
import { type MeasuredLoudness, measureLoudness } from './measure-loudness.ts';
import { SOUND_FILE, soundArguments } from './sound-arguments.ts';
import type { SoundRequest } from './sound-filters.ts';

export interface ConvertedAudio {
  readonly path: string;
  readonly made: MadeFile;
  readonly loudness: ConvertedFile['loudness'];
  readonly warnings: readonly string[];
}

/** What a frame of the coarsest codec here fills up: MP3's, at 44 100 samples a second, with what it puts in front. */
const SLACK_SECONDS = 0.08;
/** A person hears no less than this. */
const LOUDNESS_SLACK_LU = 1;

/** Encodes one track of sound into a file, normalised where asked for, and checks what came out. */
export const convertAudio = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly sound: SoundRequest;
    readonly signal: AbortSignal;
    readonly onProgress: (share: number) => void;
  },
): Promise<Result<ConvertedAudio>> => {
  const { sound, signal } = request;
  const { params } = sound;
  const passes = params.loudness === null ? 1 : 3;
  const share = (pass: number) => (progress: EncodeProgress) =>
    request.onProgress((pass + progress.outTimeSeconds / Math.max(0.001, params.durationSeconds)) / passes);

  let before: MeasuredLoudness | null = null;
  if (params.loudness) {
    const measured = await measureLoudness(toolchain, { ...request, onProgress: share(0) });
    if (!measured.ok) return measured;
    before = measured.value;
  }
  const progress = createProgressLines(share(before ? 1 : 0));
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    signal,
    onStdoutLine: progress.line,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => soundArguments(sound, before?.firstPass ?? null, paths),
  });
  const failed = processFailure(end, 'Encoding the sound');
  if (failed?.code === 'FFMPEG_FAILED' && progress.last().outTimeSeconds === 0) return err(nothingDecoded());
  if (failed) return err(failed);

  const path = join(request.outputFolder, SOUND_FILE);
  const made = await readMadeFile(toolchain, { path, signal });
  if (!made.ok) return made;
  const checked = check(made.value, sound);
  if (!checked.ok) return checked;
  const warnings =
    end.stderrLines > 0 ? ['The sound has damaged parts; they were skipped or filled with silence.'] : [];
  if (!before) return ok({ path, made: made.value, loudness: null, warnings });

  const after = await measureLoudness(toolchain, {
    inputPath: path,
    sound: asMade(sound),
    signal,
    onProgress: share(2),
  });
  if (!after.ok) return after;
  const loudness = { source: before.loudness, result: after.value.loudness };
  return ok({ path, made: made.value, loudness, warnings: [...warnings, ...warningsOn(loudness, sound)] });
};

/** The file that was made, measured from its own beginning. */
const asMade = ({ params }: SoundRequest): SoundRequest => ({
  range: { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null },
  params: { ...params, startSeconds: 0 },
});

const check = ({ video, audio, durationSeconds }: MadeFile, { params }: SoundRequest): Result<void> => {
  const isAsPlanned =
    video === null &&
    audio !== null &&
    audio.channels === params.channels &&
    audio.sampleRateHz === params.sampleRateHz &&
    Math.abs(durationSeconds - params.durationSeconds) <= SLACK_SECONDS;
  return isAsPlanned
    ? ok(undefined)
    : err(
        failure(
          'OUTPUT_INVALID',
          'transient',
          `The sound came out ${durationSeconds.toFixed(3)} s long with ${audio?.channels ?? 0} channels instead of ${params.durationSeconds.toFixed(3)} s with ${params.channels}.`,
        ),
      );
};

const warningsOn = (
  { source, result }: NonNullable<ConvertedFile['loudness']>,
  { params }: SoundRequest,
): readonly string[] => {
  if (!params.loudness) return [];
  if (source.integratedLufs === null || result.integratedLufs === null)
    return ['The sound is silent, so its loudness stays as it is.'];
  return Math.abs(result.integratedLufs - params.loudness.targetLufs) > LOUDNESS_SLACK_LU
    ? [
        `The loudness came out at ${result.integratedLufs.toFixed(1)} LUFS: the sound is too short or too uneven for more.`,
      ]
    : [];
};

const nothingDecoded = () => failure('MEDIA_DAMAGED', 'bad-input', 'Nothing of the sound could be decoded.');
