import { AUDIO_RENDITION } from '../hls/stream-playlist.ts';
import type { AudioTrack } from '../media/probe.ts';
import type { Downmix, EncodeAudioParams } from '../steps/encode-audio.ts';
import type { PlannedStep, PlanSource } from './plan.ts';

/** Tracks of sound that hold anything this machine can decode, the one to be heard first in front. */
export const usableAudio = ({ facts }: PlanSource): readonly AudioTrack[] =>
  facts.probe.audio.filter((track) => track.decodable && facts.trackDigests[track.index] !== undefined);

/** The first of them. */
export const chooseAudio = (source: PlanSource): AudioTrack | undefined => usableAudio(source)[0];

/** One track of sound as one rendition of exactly the video's length, on its clock. Tracks are numbered from 1. */
export const planAudio = (
  wish: { readonly keyPrefix: string; readonly number?: number } & Pick<
    EncodeAudioParams,
    'bitrateBps' | 'segmentSeconds'
  >,
  { facts, video }: PlanSource,
  audio: AudioTrack,
): PlannedStep => {
  const { keyPrefix, number = 1, ...encoding } = wish;
  const [first = audio] = facts.probe.audio;
  // Sounds without pictures are on the first one's clock, and as long as it.
  const durationSeconds = video?.shownSeconds ?? first.durationSeconds ?? facts.probe.durationSeconds;
  return {
    key: number === 1 ? `${keyPrefix}encode-audio` : `${keyPrefix}encode-audio-${number}`,
    kind: 'encode-audio',
    params: { name: audioName(number), downmix: downmixOf(audio), ...encoding, durationSeconds },
    inputs: {
      source: {
        part: {
          content: [facts.trackDigests[audio.index] ?? ''],
          range: {
            trackIndex: audio.index,
            decodeFromSeconds: null,
            // Subtracted from every timestamp: when the first picture is shown, which becomes zero.
            startSeconds: video?.firstFrameSeconds ?? first.startSeconds,
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

/** Of the rendition of the nth track, counted from 1. */
export const audioName = (number: number): string =>
  number === 1 ? AUDIO_RENDITION : `${AUDIO_RENDITION}-${number}`;

/** Where a file does not say what its channels are, ffmpeg takes these many for the usual layout of as many. */
const MOST_GUESSED_CHANNELS = 8;

const downmixOf = ({ channels, channelLayout }: AudioTrack): Downmix => {
  if (channels <= 2) return channels === 1 ? 'mono' : 'none';
  return channels <= MOST_GUESSED_CHANNELS || channelLayout !== null ? 'surround' : 'first-pair';
};
