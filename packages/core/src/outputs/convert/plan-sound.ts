import { err, ok, type Result } from '../../failure/result.ts';
import type { AudioTrack } from '../../media/probe.ts';
import type { PlannedOutput, PlannedStep, PlanSource, Publication } from '../../plan/plan.ts';
import { chooseAudio } from '../../plan/plan-audio.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import { impossible, type Part } from './choose-part.ts';
import { type AudioCodec, CONTAINERS, type ContainerName } from './containers.ts';
import type { ConvertOutput } from './convert-output.ts';
import { AUDIO_ENCODERS } from './encoders.ts';
import type { LoudnessTarget } from './track-options.ts';

type SoundOutput = Extract<ConvertOutput, { container: 'm4a' | 'mp3' | 'ogg' | 'flac' | 'wav' }>;

/** Sound alone as one file. */
export const planSoundFile = (output: SoundOutput, part: Part, source: PlanSource): Result<PlannedOutput> => {
  const { label, audio: codecs, extension } = CONTAINERS[output.container];
  const audio = chooseAudio(source);
  if (!audio) return err(impossible(`The file has no sound, so there is no ${label} to make of it.`));
  const [codec] = codecs;
  const able = requireEncoders([AUDIO_ENCODERS[codec]], source.capabilities, label);
  if (!able.ok) return able;
  const wish: SoundWish = {
    key: output.name,
    codec,
    bitrateBps: 'bitrateBps' in output.audio ? output.audio.bitrateBps : null,
    channels: output.audio.channels,
    loudness: output.audio.loudness,
    container: output.container,
    fileName: `${output.name}.${extension}`,
    publishes: { kind: 'convert', name: output.name },
  };
  return ok({ steps: [planSound(wish, part, source, audio)], notes: notesOnChannels(wish, audio) });
};

/** Sound to encode into a file of its own. */
export interface SoundWish {
  readonly key: string;
  readonly codec: AudioCodec;
  readonly bitrateBps: number | null;
  readonly channels: number;
  readonly loudness: LoudnessTarget | null;
  readonly container: ContainerName;
  readonly fileName: string;
  readonly publishes: Publication | null;
}

/** Rates that the codecs besides Opus take as they are; Opus has one of its own. */
const KEPT_SAMPLE_RATES_HZ = [32_000, 44_100, 48_000];
const SAMPLE_RATE_HZ = 48_000;

/** One track of sound from the part's start on, exactly as long as the part. */
export const planSound = (
  { key, publishes, ...wish }: SoundWish,
  part: Part,
  { facts, video }: PlanSource,
  audio: AudioTrack,
): PlannedStep => ({
  key,
  kind: 'convert-audio',
  params: {
    ...wish,
    channels: channelsOf(wish, audio),
    sampleRateHz:
      wish.codec !== 'opus' && KEPT_SAMPLE_RATES_HZ.includes(audio.sampleRateHz)
        ? audio.sampleRateHz
        : SAMPLE_RATE_HZ,
    startSeconds: part.startSeconds,
    durationSeconds: part.durationSeconds,
  },
  inputs: {
    source: {
      part: {
        content: [facts.trackDigests[audio.index] ?? ''],
        range: {
          trackIndex: audio.index,
          decodeFromSeconds: null,
          // When the first picture is shown, or the first sound heard: where the part is counted from.
          startSeconds: video?.firstFrameSeconds ?? audio.startSeconds,
          endSeconds: null,
        },
      },
    },
  },
  batch: null,
  lane: 'cpu',
  work: 0.1 + part.durationSeconds * (wish.loudness ? 0.03 : 0.01),
  publishes,
});

/** Between two and six there are layouts that not every codec has: they become two. */
const channelsOf = ({ channels }: Pick<SoundWish, 'channels'>, audio: AudioTrack): number =>
  channels <= audio.channels ? channels : audio.channels === 1 ? 1 : 2;

export const notesOnChannels = (wish: SoundWish, audio: AudioTrack): readonly string[] => {
  const channels = channelsOf(wish, audio);
  return channels === wish.channels || wish.channels === 2
    ? []
    : [
        `The sound has ${audio.channels} channels, so "${wish.fileName}" has ${channels} and not ${wish.channels}.`,
      ];
};
