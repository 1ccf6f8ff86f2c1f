import { join } from 'node:path';
import {
  err,
  failure,
  type MuxedTrack,
  type MuxFileParams,
  ok,
  presentationTicks,
  type Result,
} from '@reelmill/core';
import { readTrack } from '../mux-mp4/mux-mp4.ts';
import { readSpatial } from '../probe/read-spatial.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import { markSpatial, type SpatialFacts } from '../spatial/mark-spatial.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { durationTicks, type FragmentedFile } from '../verify/read-fragments.ts';
import { type MadeFile, readMadeFile } from '../verify/read-made-file.ts';
import {
  ENCODED_AUDIO_FILE,
  ENCODED_VIDEO_FILE,
  type EncodedPictures,
  MUXED_FILE,
  muxFileArguments,
  SOURCE_FILE,
} from './mux-file-arguments.ts';

/**
 * Makes one file of the tracks in `inputFolder` without touching a sample, and checks that they arrived: as many pictures
 * as were encoded, tracks that start together, the length that was planned and no more bytes than were allowed.
 */
export const muxFile = async (
  toolchain: Toolchain,
  request: {
    readonly inputFolder: string;
    readonly outputFolder: string;
    readonly params: MuxFileParams;
    /** ffprobe's name of the codec of encoded pictures; null where they are copied or left out. */
    readonly videoCodec: string | null;
    readonly signal: AbortSignal;
  },
): Promise<Result<{ readonly path: string; readonly made: MadeFile }>> => {
  const { params, videoCodec, signal } = request;
  const track = await readTrack(join(request.inputFolder, ENCODED_VIDEO_FILE));
  if (!track.ok) return track;
  const encoded = track.value && videoCodec !== null ? picturesOf(track.value, videoCodec) : null;
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputFolder,
    outputFolder: request.outputFolder,
    signal,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => muxFileArguments(params, encoded, paths),
  });
  const failed = processFailure(end, 'Writing the file');
  if (failed) return err(failed);
  const path = join(request.outputFolder, MUXED_FILE);
  if (params.container === 'mp4' || params.container === 'mov') {
    const marked = await markSpatial(path, await spatialFacts(request.inputFolder, params));
    if (!marked.ok) return marked;
  }
  const made = await readMadeFile(toolchain, { path, signal });
  if (!made.ok) return made;
  const checked = check(made.value, params, encoded);
  return checked.ok ? ok({ path, made: made.value }) : checked;
};

const picturesOf = ({ fragments, sampleCount }: FragmentedFile, codec: string): EncodedPictures => {
  const shown = fragments.flatMap(presentationTicks);
  const [first = 0] = shown;
  const shownLast = shown.reduce((last, ticks, place) => (ticks > (shown[last] ?? 0) ? place : last), 0);
  const totalTicks = fragments.reduce((sum, fragment) => sum + durationTicks(fragment), 0);
  const lastsTicks = totalTicks + first - (shown[shownLast] ?? 0);
  return {
    codec,
    frames: sampleCount,
    last: [...new Set([shownLast, sampleCount - 1])].map((place) => ({
      ...{ place, shownTicks: (shown[place] ?? 0) - first, lastsTicks },
    })),
  };
};

/** What the tracks say of pictures and sound from all around: encoded ones in their headers, copied ones in the source's. */
const spatialFacts = async (folder: string, { video, audio }: MuxFileParams): Promise<SpatialFacts> => {
  const tracksOf = (track: MuxedTrack, encoded: string) =>
    track && readSpatial(join(folder, track.from === 'source' ? SOURCE_FILE : encoded));
  const indexOf = (track: MuxedTrack): number => (track?.from === 'source' ? track.trackIndex : 0);
  return {
    spherical: (await tracksOf(video, ENCODED_VIDEO_FILE))?.spherical.get(indexOf(video)),
    spatialAudio: (await tracksOf(audio, ENCODED_AUDIO_FILE))?.audio.get(indexOf(audio)),
  };
};

/** Two frames of sound: what an encoder puts in front, and what fills the last. */
const SLACK_SECONDS = 0.1;
/** Copied tracks end where the source's do, which need not be where its pictures do. */
const SLACK_OF_COPIES_SECONDS = 1;

const check = (made: MadeFile, params: MuxFileParams, encoded: EncodedPictures | null): Result<void> => {
  const { video, audio } = made;
  if ((video === null) !== (params.video === null) || (audio === null) !== (params.audio === null))
    return invalid('The file does not hold the tracks it was to hold.');
  if (encoded && video?.frames !== encoded.frames)
    return invalid(`The file holds ${video?.frames ?? 0} pictures instead of ${encoded.frames}.`);
  const isCopy = params.video?.from === 'source' || params.audio?.from === 'source';
  const slack = isCopy ? SLACK_OF_COPIES_SECONDS : SLACK_SECONDS;
  const startsTogether = video && audio ? Math.abs(video.startSeconds - audio.startSeconds) <= slack : true;
  if (!startsTogether) return invalid('Picture and sound of the file do not start together.');
  // From its keyframe on a copy is longer than what was asked for, and never shorter.
  const durationSeconds = isCopy || !video ? made.durationSeconds : encodedSeconds(made, params);
  const excess = durationSeconds - params.durationSeconds;
  if (excess < -slack || (excess > slack && !params.trim))
    return invalid(
      `The file came out ${durationSeconds.toFixed(3)} s long instead of ${params.durationSeconds.toFixed(3)} s.`,
    );
  if (params.maxSizeBytes !== null && made.sizeBytes > params.maxSizeBytes)
    return err(
      failure(
        'TARGET_SIZE_TOO_SMALL',
        'unsupported',
        `The file came out with ${made.sizeBytes} bytes, more than the ${params.maxSizeBytes} asked for; ask for a larger file, or for sound of fewer bits.`,
      ),
    );
  return ok(undefined);
};

/**
 * Encoded pictures were counted, and the last is shown for as long as it takes: what can be wrong is the sound, or a picture
 * that comes too late.
 */
const encodedSeconds = ({ video, audio }: MadeFile, { durationSeconds }: MuxFileParams): number =>
  Math.max(audio?.durationSeconds ?? durationSeconds, video?.lastShownSeconds ?? 0);

const invalid = (message: string): Result<never> => err(failure('OUTPUT_INVALID', 'transient', message));
