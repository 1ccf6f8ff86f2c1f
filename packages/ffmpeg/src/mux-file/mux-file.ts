import { join } from 'node:path';
import { err, failure, type MuxedTrack, type MuxFileParams, ok, type Result } from '@reelmill/core';
import { readSpatial } from '../probe/read-spatial.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import { markSpatial, type SpatialFacts } from '../spatial/mark-spatial.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type MadeFile, readMadeFile } from '../verify/read-made-file.ts';
import {
  ENCODED_AUDIO_FILE,
  ENCODED_VIDEO_FILE,
  MUXED_FILE,
  muxFileArguments,
  SOURCE_FILE,
} from './mux-file-arguments.ts';

/** Tracks that were encoded for the file; null for those that are copied or left out. */
export interface EncodedTracks {
  /** `codec` as ffprobe names it. */
  readonly video: { readonly codec: string; readonly frames: number } | null;
}

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
    readonly encoded: EncodedTracks;
    readonly signal: AbortSignal;
  },
): Promise<Result<{ readonly path: string; readonly made: MadeFile }>> => {
  const { params, encoded, signal } = request;
  const videoCodec = params.video?.from === 'source' ? params.video.codec : (encoded.video?.codec ?? null);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputFolder,
    outputFolder: request.outputFolder,
    signal,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => muxFileArguments(params, videoCodec, paths),
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

const check = (made: MadeFile, params: MuxFileParams, encoded: EncodedTracks): Result<void> => {
  const { video, audio } = made;
  if ((video === null) !== (params.video === null) || (audio === null) !== (params.audio === null))
    return invalid('The file does not hold the tracks it was to hold.');
  if (encoded.video && video?.frames !== encoded.video.frames)
    return invalid(`The file holds ${video?.frames ?? 0} pictures instead of ${encoded.video.frames}.`);
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
