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
  if (audio && path === playlistPath(AUDIO_RENDITION)) return playlistOf(audio.run, stream);
  const rung = video.find(({ name }) => path === playlistPath(name));
  return rung && playlistOf(rung.run, stream);
};

const playlistOf = (run: SegmentRun, growing: GrowingStream): string =>
  mediaPlaylist({
    initUri: run.init,
    segments: run.segments.map(({ path, durationSeconds }) => ({ uri: path, durationSeconds })),
    growing,
  });

const noSuch = (message: string) => err(failure('NOT_FOUND', 'bad-input', message));
