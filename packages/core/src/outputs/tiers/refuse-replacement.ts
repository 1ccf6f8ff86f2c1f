import { type Failure, failure } from '../../failure/failure.ts';
import type { AudioTrack, Probe, VideoTrack } from '../../media/probe.ts';
import { chooseVideo } from '../../plan/choose-video.ts';
import { refuseSource } from '../../plan/refuse-source.ts';

/** What every browser that plays the codec takes from an MP4 by Media Source Extensions. */
const PICTURES = ['h264', 'hevc', 'vp9', 'av1'];
const SOUND = 'aac';

/** A frame or two of sound, as encoders put in front. */
const START_SLACK_SECONDS = 0.04;

/** Why a file cannot stand in place of a tier as it is; undefined where it can. */
export const refuseReplacement = (probe: Probe): Failure | undefined => {
  const video = chooseVideo(probe);
  if (!video) return refuseSource(probe) ?? refused('it has no moving pictures');
  const [audio] = probe.audio;
  const reason = refusePicture(video) ?? (audio && refuseSound(audio, video));
  return reason === undefined ? refuseSource(probe) : refused(reason);
};

const refusePicture = (video: VideoTrack): string | undefined => {
  const { num, den } = video.sampleAspectRatio;
  if (!PICTURES.includes(video.codec))
    return `its pictures are ${video.codec}; those of a tier are H.264, HEVC, VP9 or AV1`;
  if (video.rotationDegrees !== 0)
    return `its pictures are turned by ${video.rotationDegrees}° when they are shown; store them upright`;
  return num === den ? undefined : `its pixels are not square (${num}:${den}); scale it to square ones`;
};

const refuseSound = (audio: AudioTrack, { firstFrameSeconds }: VideoTrack): string | undefined => {
  if (audio.codec !== SOUND) return `its sound is ${audio.codec}; that of a tier is AAC, or there is none`;
  const late = audio.startSeconds - firstFrameSeconds;
  return Math.abs(late) <= START_SLACK_SECONDS
    ? undefined
    : `its sound starts ${Math.abs(late).toFixed(2)} s ${late > 0 ? 'after' : 'before'} its pictures; let both start together`;
};

const refused = (reason: string): Failure =>
  failure(
    'REPLACEMENT_REFUSED',
    'bad-input',
    `The file cannot stand in place of a tier without being encoded again: ${reason}.`,
  );
