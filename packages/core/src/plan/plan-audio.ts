import type { AudioTrack } from '../media/probe.ts';
import type { EncodeAudioParams } from '../steps/encode-audio.ts';
import type { PlannedStep, PlanSource } from './plan.ts';

/** The first track of sound this machine can decode. */
export const chooseAudio = ({ facts }: PlanSource): AudioTrack | undefined =>
  facts.probe.audio.find((track) => track.decodable);

/** The whole sound as one rendition of exactly the video's length, on its clock. */
export const planAudio = (
  wish: { readonly keyPrefix: string } & Omit<EncodeAudioParams, 'durationSeconds'>,
  { facts, video }: PlanSource,
  audio: AudioTrack,
): PlannedStep => {
  const { keyPrefix, ...encoding } = wish;
  const durationSeconds = video?.shownSeconds ?? audio.durationSeconds ?? facts.probe.durationSeconds;
  return {
    key: `${keyPrefix}encode-audio`,
    kind: 'encode-audio',
    params: { ...encoding, durationSeconds },
    inputs: {
      source: {
        part: {
          content: [facts.audioDigest ?? ''],
          range: {
            trackIndex: audio.index,
            decodeFromSeconds: null,
            // Subtracted from every timestamp: when the first picture is shown, which becomes zero.
            startSeconds: video?.firstFrameSeconds ?? audio.startSeconds,
            endSeconds: null,
          },
        },
      },
    },
    batch: null,
    lane: 'cpu',
    work: 0.1 + durationSeconds * 0.01,
    publishes: null,
  };
};
