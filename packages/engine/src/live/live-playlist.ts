import {
  AUDIO_RENDITION,
  describeRenditions,
  err,
  failure,
  mediaPlaylist,
  ok,
  playlistPath,
  type Result,
  type SegmentRun,
  streamPlaylist,
} from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';
import { type GrowingStream, growingStream } from './growing-stream.ts';

/** Between where media lie and the stream of a job: `live/<job>` (see `liveUrl`). */
const LIVE_FOLDERS = 2;

/**
 * A playlist of the stream a job is making, as it is now. Nothing of it is kept: it names segments of chunks that are
 * committed, where they lie for ever. Once the job has succeeded it is finished, so whoever plays it goes on to the end.
 */
export const livePlaylist = async (
  tx: StoreOperations,
  jobId: string,
  path: string,
): Promise<Result<string>> => {
  const job = await tx.jobs.get(jobId);
  if (!job) return noSuch('There is no such stream; its asset may have been deleted.');
  if (job.state === 'failed' || job.state === 'cancelled')
    return noSuch(`The job ${job.state === 'failed' ? 'failed' : 'was cancelled'}, so its stream is gone.`);
  const stream = await growingStream(tx, jobId);
  if (!stream) return noSuch('Nothing of this stream can be played yet.');
  const text = playlistAt(path, stream);
  return text === undefined ? noSuch('The stream has no such playlist, or not yet.') : ok(text);
};

const playlistAt = (path: string, stream: GrowingStream): string | undefined => {
  const { video, audio, label } = stream;
  if (path === 'main.m3u8') {
    return streamPlaylist({
      renditions: describeRenditions(video, audio ? [audio] : []),
      audio: audio && label ? [{ ...label, channels: audio.channels }] : [],
    });
  }
  const rung = video.find(({ name }) => path === playlistPath(name));
  const run = audio && path === playlistPath(AUDIO_RENDITION) ? audio.run : rung?.run;
  return run && playlistOf(run, path, stream);
};

const playlistOf = (run: SegmentRun, path: string, growing: GrowingStream): string => {
  const toMedia = '../'.repeat(LIVE_FOLDERS + path.split('/').length - 1);
  return mediaPlaylist({
    initUri: `${toMedia}${run.init}`,
    segments: run.segments.map(({ path: uri, durationSeconds }) => ({
      uri: `${toMedia}${uri}`,
      durationSeconds,
    })),
    growing,
  });
};

const noSuch = (message: string) => err(failure('NOT_FOUND', 'bad-input', message));
