import { z } from 'zod';
import { outputName } from '../output-name.ts';
import { CONTAINERS, type ContainerName, type VideoCodec } from './containers.ts';
import {
  AnimationSchema,
  EncodedAudioSchemas,
  EncodedVideoSchemas,
  SoundSchemas,
  TrimSchema,
} from './track-options.ts';

/** Names the field that does not belong, and those that do. */
const takesOnly =
  (container: string, fields: string): z.core.$ZodErrorMap =>
  (issue) =>
    issue.code === 'unrecognized_keys'
      ? `${container} takes no ${issue.keys.join(', ')}; it takes ${fields}`
      : undefined;

const head = <const C extends readonly ContainerName[]>(containers: C) => ({
  kind: z.literal('convert'),
  name: outputName('convert'),
  container: z.literal(containers),
  /** The part that is kept; null for all of it. */
  trim: TrimSchema.nullable().default(null),
});

/** Codecs of a container, with `copy` (as in the source) and `none` (left out). */
const tracks = <const C extends 'mp4' | 'webm' | 'mkv' | 'mov'>(
  container: C,
  defaults: {
    readonly video: (typeof CONTAINERS)[C]['video'][number];
    readonly audio: (typeof CONTAINERS)[C]['audio'][number];
  },
) => {
  const { label, video, audio } = CONTAINERS[container];
  const copyOrNone = [
    z.strictObject({ codec: z.literal('copy') }),
    z.strictObject({ codec: z.literal('none') }),
  ] as const;
  type VideoOf = (typeof EncodedVideoSchemas)[(typeof video)[number]];
  type AudioOf = (typeof EncodedAudioSchemas)[(typeof audio)[number]];
  return z.strictObject(
    {
      ...head([container]),
      video: z
        .discriminatedUnion(
          'codec',
          [...copyOrNone, ...(video.map((codec) => EncodedVideoSchemas[codec]) as unknown as [VideoOf])],
          { error: codecError(label, video) },
        )
        .prefault({ codec: defaults.video } as never),
      audio: z
        .discriminatedUnion(
          'codec',
          [...copyOrNone, ...(audio.map((codec) => EncodedAudioSchemas[codec]) as unknown as [AudioOf])],
          { error: codecError(label, audio) },
        )
        .prefault({ codec: defaults.audio } as never),
    },
    { error: takesOnly(label, 'name, trim, video and audio') },
  );
};

const codecError =
  (label: string, codecs: readonly string[]): z.core.$ZodErrorMap =>
  (issue) =>
    issue.code === 'invalid_union'
      ? `${label} takes the codecs ${codecs.join(', ')}, or copy or none`
      : undefined;

const animation = <const C extends 'gif' | 'webp'>(container: C) =>
  z.strictObject(
    { ...head([container]), video: AnimationSchema.prefault({}) },
    { error: takesOnly(CONTAINERS[container].label, 'name, trim and video') },
  );

const soundAlone = <const C extends 'm4a' | 'mp3' | 'ogg' | 'flac' | 'wav', S extends z.ZodType>(
  container: C,
  schema: S,
) =>
  z.strictObject(
    { ...head([container]), audio: schema.prefault({} as never) },
    { error: takesOnly(CONTAINERS[container].label, 'name, trim and audio') },
  );

/** One file of another kind, for each container what it can be asked for. */
export const CONVERT_OUTPUTS = {
  mp4: tracks('mp4', { video: 'h264', audio: 'aac' }),
  webm: tracks('webm', { video: 'vp9', audio: 'opus' }),
  mkv: tracks('mkv', { video: 'h264', audio: 'aac' }),
  mov: tracks('mov', { video: 'h264', audio: 'aac' }),
  gif: animation('gif'),
  webp: animation('webp'),
  m4a: soundAlone('m4a', SoundSchemas.m4a),
  mp3: soundAlone('mp3', SoundSchemas.mp3),
  ogg: soundAlone('ogg', SoundSchemas.ogg),
  flac: soundAlone('flac', SoundSchemas.flac),
  wav: soundAlone('wav', SoundSchemas.wav),
} as const;

type Options = typeof CONVERT_OUTPUTS;
export type ConvertOutput = Readonly<{ [C in ContainerName]: z.infer<Options[C]> }[ContainerName]>;
export type ConvertTracks = Extract<ConvertOutput, { container: 'mp4' | 'webm' | 'mkv' | 'mov' }>;
export type EncodedVideo = Extract<ConvertTracks['video'], { codec: VideoCodec }>;

/** What no container's own schema can say: fields that exclude each other. Adds a sentence for each to the recipe's issues. */
export const refuseContradictions = (output: ConvertOutput, context: z.RefinementCtx): void => {
  const refuse = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (!('video' in output && 'audio' in output)) return;
  const { video, audio, trim } = output;
  if (video.codec === 'none' && audio.codec === 'none')
    refuse('audio', 'cannot be none where the video is none too: nothing would be left');
  const isMixed = (video.codec === 'copy') !== (audio.codec === 'copy');
  const hasBoth = video.codec !== 'none' && audio.codec !== 'none';
  if (trim && isMixed && hasBoth)
    refuse(
      'trim',
      'needs picture and sound both copied or both encoded: copies are cut at a keyframe, encodes at the time itself',
    );
  if ('quality' in video && 'targetSizeBytes' in video.quality && ['copy', 'flac'].includes(audio.codec))
    refuse('audio', `cannot be ${audio.codec} where the size is given: its size cannot be known before`);
};
