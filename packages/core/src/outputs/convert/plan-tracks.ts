import { err, ok, type Result } from '../../failure/result.ts';
import { toNumber } from '../../media/fraction.ts';
import { notesOnHdr } from '../../plan/keep-hdr.ts';
import type { PlannedOutput, PlannedStep, PlanSource } from '../../plan/plan.ts';
import { chooseAudio } from '../../plan/plan-audio.ts';
import type { VideoStep } from '../../plan/plan-video.ts';
import { requireEncoders } from '../../plan/require-encoders.ts';
import type { MuxedTrack, MuxFileParams } from '../../steps/mux-file.ts';
import { impossible, microseconds, type Part } from './choose-part.ts';
import { CONTAINERS } from './containers.ts';
import type { ConvertTracks } from './convert-output.ts';
import { AUDIO_ENCODERS, VIDEO_ENCODERS } from './encoders.ts';
import { notesOnCopies, refuseCopy } from './plan-copies.ts';
import { planPictures } from './plan-pictures.ts';
import { notesOnChannels, planSound, type SoundWish } from './plan-sound.ts';

/** Picture and sound, encoded, copied or left out, in one file. */
export const planTracks = (asked: ConvertTracks, part: Part, source: PlanSource): Result<PlannedOutput> => {
  const { label } = CONTAINERS[asked.container];
  const audio = chooseAudio(source);
  const output = withoutMissing(asked, source);
  if (output.video.codec === 'none' && output.audio.codec === 'none')
    return err(impossible(`The file has nothing of what was asked for, so "${output.name}" would be empty.`));
  const refused = refuseCopy(output, source, audio);
  if (refused) return err(refused);
  const able = requireEncoders(encodersFor(output), source.capabilities, label);
  if (!able.ok) return able;

  const sound = soundWish(output);
  const soundSteps = sound && audio ? [planSound(sound, part, source, audio)] : [];
  const pictureSteps = planPictures(output, part, source);
  if (!pictureSteps.ok) return pictureSteps;
  const inputs = [...pictureSteps.value, ...soundSteps];
  const copies = output.video.codec === 'copy' || output.audio.codec === 'copy';
  return ok({
    steps: [
      ...inputs,
      {
        key: `${output.name}-file`,
        kind: 'mux-file',
        params: muxParams(output, part, source, pictureSteps.value),
        inputs: {
          ...(copies ? { source: 'source' as const } : {}),
          ...Object.fromEntries(inputs.map((step) => [step.key, { step: step.key }])),
        },
        batch: null,
        lane: 'io',
        work: 0.2 + part.durationSeconds * 0.002,
        publishes: { kind: 'convert', name: output.name },
      },
    ],
    notes: [
      ...notesOnMissing(asked, output),
      ...(sound && audio ? notesOnChannels(sound, audio) : []),
      ...(copies ? notesOnCopies(output, part) : []),
      ...('hdr' in output.video && output.video.hdr === 'keep' && source.video
        ? notesOnHdr(output.name, source.video)
        : []),
    ],
  });
};

/** A track the source lacks is left out of the file. */
const withoutMissing = (output: ConvertTracks, source: PlanSource): ConvertTracks => ({
  ...output,
  ...(source.video ? {} : { video: { codec: 'none' } }),
  ...(chooseAudio(source) ? {} : { audio: { codec: 'none' } }),
});

const notesOnMissing = (asked: ConvertTracks, output: ConvertTracks): readonly string[] => [
  ...(asked.video.codec !== output.video.codec
    ? [`The file holds sound only, so "${output.name}" has no picture.`]
    : []),
  ...(asked.audio.codec !== output.audio.codec
    ? [`The file has no sound, so "${output.name}" has none.`]
    : []),
];

const encodersFor = ({ video, audio }: ConvertTracks): readonly string[] => [
  ...(video.codec === 'copy' || video.codec === 'none' ? [] : [VIDEO_ENCODERS[video.codec]]),
  ...(audio.codec === 'copy' || audio.codec === 'none' ? [] : [AUDIO_ENCODERS[audio.codec]]),
];

/** What sound lies in until it is joined with the picture: each codec where its own marks of start and end survive. */
const CARRIERS = { aac: 'm4a', opus: 'mp4', mp3: 'mp3', flac: 'flac' } as const;

const soundWish = ({ name, audio }: ConvertTracks): SoundWish | undefined => {
  if (audio.codec === 'copy' || audio.codec === 'none') return undefined;
  return {
    key: `${name}-sound`,
    codec: audio.codec,
    bitrateBps: 'bitrateBps' in audio ? audio.bitrateBps : null,
    channels: audio.channels,
    loudness: audio.loudness,
    container: CARRIERS[audio.codec],
    fileName: 'sound',
    publishes: null,
  };
};

const muxParams = (
  output: ConvertTracks,
  part: Part,
  source: PlanSource,
  pictures: readonly VideoStep[],
): MuxFileParams => {
  const audio = chooseAudio(source);
  const track = (codec: string, from: { index: number; codec: string } | undefined): MuxedTrack => {
    if (codec === 'none') return null;
    return codec === 'copy' && from
      ? { from: 'source', trackIndex: from.index, codec: from.codec }
      : { from: 'encode' };
  };
  const video = track(output.video.codec, source.video);
  const sound = track(output.audio.codec, audio);
  const isMixed = video !== null && sound !== null && video.from !== sound.from;
  const firstSeconds = source.video?.firstFrameSeconds ?? audio?.startSeconds ?? 0;
  const copies = video?.from === 'source' || sound?.from === 'source';
  const { video: wanted } = output;
  return {
    container: output.container,
    fileName: `${output.name}.${CONTAINERS[output.container].extension}`,
    video,
    audio: sound,
    sourceStartSeconds: isMixed ? firstSeconds : null,
    trim:
      copies && part.isTrimmed
        ? {
            startSeconds: part.startSeconds === 0 ? 0 : microseconds(firstSeconds + part.startSeconds),
            endSeconds: microseconds(firstSeconds + part.endSeconds),
          }
        : null,
    durationSeconds: lengthOf(pictures) ?? part.durationSeconds,
    maxSizeBytes:
      'quality' in wanted && 'targetSizeBytes' in wanted.quality ? wanted.quality.targetSizeBytes : null,
  };
};

/** Of the pictures that are encoded, which begin and end with whole ones. */
const lengthOf = (pictures: readonly PlannedStep[]): number | undefined => {
  const [first, last] = [pictures[0], pictures.at(-1)];
  if (first?.kind !== 'encode-video' || last?.kind !== 'encode-video') return undefined;
  return microseconds((last.params.endTicks - first.params.startTicks) * toNumber(first.params.timeBase));
};
