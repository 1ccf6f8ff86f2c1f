import { type Failure, failure } from '../failure/failure.ts';
import type { Probe } from '../media/probe.ts';
import { chooseVideo } from './choose-video.ts';
import { MAX_DURATION_SECONDS, SPARSE_BELOW_FRAMES_PER_SECOND, SPARSE_FROM_SECONDS } from './limits.ts';

/** Why nothing can be made of a source whatever is asked for; undefined where something can. */
export const refuseSource = (probe: Probe): Failure | undefined => {
  const video = chooseVideo(probe);
  const hasAudio = probe.audio.some((track) => track.decodable);
  if (!video && !hasAudio) return refuseUnplayable(probe);
  const duration = video?.shownSeconds ?? probe.durationSeconds;
  if (duration > MAX_DURATION_SECONDS) {
    return failure(
      'TOO_LONG',
      'limit-exceeded',
      `The file claims to last ${Math.round(duration / 3600)} hours; at most ${MAX_DURATION_SECONDS / 3600} are accepted.`,
      { durationSeconds: duration },
    );
  }
  if (
    video &&
    duration > SPARSE_FROM_SECONDS &&
    video.frameCount / duration < SPARSE_BELOW_FRAMES_PER_SECOND
  ) {
    return failure(
      'MEDIA_DAMAGED',
      'limit-exceeded',
      `The file spreads ${video.frameCount} pictures over ${Math.round(duration / 60)} minutes: its timestamps are damaged.`,
      { frameCount: video.frameCount, durationSeconds: duration },
    );
  }
  return undefined;
};

const refuseUnplayable = (probe: Probe) => {
  const codecs = [...probe.video, ...probe.audio]
    .filter((track) => !track.decodable)
    .map((track) => track.codec);
  return codecs.length > 0
    ? failure(
        'CODEC_UNSUPPORTED',
        'unsupported',
        `This machine's ffmpeg cannot decode the codec of the file (${[...new Set(codecs)].join(', ')}).`,
        { codecs },
      )
    : failure('NOT_A_VIDEO', 'bad-input', 'The file holds neither moving pictures nor sound.');
};
