import { z } from 'zod';
import { ENCODER_PRESETS } from '../../steps/encode-video.ts';
import { HDR_WISHES } from '../hdr-wish.ts';

/** Seconds from the first picture, or from the first sound where there is none. */
export const TrimSchema = z
  .strictObject({
    startSeconds: z.number().min(0).max(86_400).default(0),
    /** Null for the end of the source. */
    endSeconds: z.number().positive().max(86_400).nullable().default(null),
  })
  .refine(({ startSeconds, endSeconds }) => endSeconds === null || endSeconds > startSeconds, {
    path: ['endSeconds'],
    error: 'must be after startSeconds',
  });
export type Trim = Readonly<z.infer<typeof TrimSchema>>;

export const MAX_CONVERT_FRAME_RATE = 60;

/** Bounds in pixels, at the aspect of the source; it is never enlarged. Null is no bound. */
const size = {
  maxWidth: z.int().min(16).max(8192).nullable().default(null),
  maxHeight: z.int().min(16).max(8192).nullable().default(null),
  /** Width of what is upright, height of what is wide. */
  maxShortSide: z.int().min(16).max(8192).nullable().default(null),
};
const pictures = {
  ...size,
  /** Constant frames a second, by leaving out and doubling; null keeps every picture at its time. */
  frameRate: z.number().min(1).max(MAX_CONVERT_FRAME_RATE).nullable().default(null),
};

/** Constant rate factors have the scale of their encoder: lower is better and bigger. */
export const CRF_LIMITS = {
  h264: { lowest: 10, highest: 45, byDefault: 20 },
  hevc: { lowest: 10, highest: 45, byDefault: 24 },
  vp9: { lowest: 10, highest: 60, byDefault: 32 },
  av1: { lowest: 10, highest: 60, byDefault: 35 },
} as const;

export const DEFAULT_CONVERT_PRESET = 'veryfast';

export const VIDEO_BITRATE_BPS = { lowest: 50_000, highest: 100_000_000 } as const;
export const TARGET_SIZE_BYTES = { lowest: 50_000, highest: 100_000_000_000 } as const;

const quality = ({ lowest, highest, byDefault }: (typeof CRF_LIMITS)[keyof typeof CRF_LIMITS]) =>
  z
    .union(
      [
        z.strictObject({ crf: z.number().min(lowest).max(highest) }),
        z.strictObject({
          /** On average over a chunk of the video. */
          bitrateBps: z.int().min(VIDEO_BITRATE_BPS.lowest).max(VIDEO_BITRATE_BPS.highest),
        }),
        z.strictObject({
          /** Of the whole file; never more, see docs/outputs/convert.md for how much less. */
          targetSizeBytes: z.int().min(TARGET_SIZE_BYTES.lowest).max(TARGET_SIZE_BYTES.highest),
        }),
      ],
      { error: 'must be exactly one of {crf}, {bitrateBps} and {targetSizeBytes}' },
    )
    .default({ crf: byDefault });

const encoded = <const C extends keyof typeof CRF_LIMITS>(codec: C) =>
  z.strictObject({
    codec: z.literal(codec),
    quality: quality(CRF_LIMITS[codec]),
    preset: z.enum(ENCODER_PRESETS).default(DEFAULT_CONVERT_PRESET),
    ...pictures,
  });

export const PRORES_PROFILES = ['proxy', 'lt', 'standard', 'hq'] as const;

export const EncodedVideoSchemas = {
  h264: encoded('h264'),
  hevc: encoded('hevc').extend({
    /** `keep`: HDR10 and HLG in 10 bits, with what the source says of its brightness. */
    hdr: z.enum(HDR_WISHES).default('toSdr'),
  }),
  vp9: encoded('vp9'),
  av1: encoded('av1'),
  prores: z.strictObject({
    codec: z.literal('prores'),
    profile: z.enum(PRORES_PROFILES).default('standard'),
    ...pictures,
  }),
} as const;

interface Limits {
  readonly lowest: number;
  readonly highest: number;
  readonly byDefault: number;
}
const within = ({ lowest, highest, byDefault }: Limits, number = z.number()) =>
  number.min(lowest).max(highest).default(byDefault);

export const LOUDNESS_LIMITS = {
  targetLufs: { lowest: -40, highest: -8, byDefault: -16 },
  truePeakDbtp: { lowest: -9, highest: 0, byDefault: -1 },
} as const;

/** EBU R 128: as loud as others over its whole length, without peaks above what converters can take. */
export const LoudnessSchema = z.strictObject({
  targetLufs: within(LOUDNESS_LIMITS.targetLufs),
  truePeakDbtp: within(LOUDNESS_LIMITS.truePeakDbtp),
});
export type LoudnessTarget = Readonly<z.infer<typeof LoudnessSchema>>;

const sound = {
  /** At most; never more than the source has. */
  channels: z.literal([1, 2, 6]).default(2),
  /** Null keeps it as loud as it is. */
  loudness: LoudnessSchema.nullable().default(null),
};
const twoChannels = { ...sound, channels: z.literal([1, 2]).default(2) };

export const AUDIO_BITRATES_BPS = {
  aac: { lowest: 32_000, highest: 512_000, byDefault: 160_000 },
  opus: { lowest: 16_000, highest: 512_000, byDefault: 128_000 },
  mp3: { lowest: 32_000, highest: 320_000, byDefault: 192_000 },
} as const;

const bitrateBps = (limits: Limits) => within(limits, z.int());

const aac = { bitrateBps: bitrateBps(AUDIO_BITRATES_BPS.aac), ...sound };
const opus = { bitrateBps: bitrateBps(AUDIO_BITRATES_BPS.opus), ...sound };
/** Of whole numbers of kbit/s: the format knows steps, and the encoder takes the nearest. */
const mp3 = { bitrateBps: bitrateBps(AUDIO_BITRATES_BPS.mp3), ...twoChannels };

/** Sound beside pictures names its codec. */
export const EncodedAudioSchemas = {
  aac: z.strictObject({ codec: z.literal('aac'), ...aac }),
  opus: z.strictObject({ codec: z.literal('opus'), ...opus }),
  mp3: z.strictObject({ codec: z.literal('mp3'), ...mp3 }),
  flac: z.strictObject({ codec: z.literal('flac'), ...sound }),
} as const;

/** Sound alone has the codec its container stands for. */
export const SoundSchemas = {
  m4a: z.strictObject(aac),
  mp3: z.strictObject(mp3),
  ogg: z.strictObject(opus),
  flac: z.strictObject(sound),
  wav: z.strictObject(sound),
} as const;

/** Longer animations are refused: they are larger than the video they come from. */
export const MAX_ANIMATION_SECONDS = 60;

export const ANIMATION_LIMITS = {
  maxWidth: { lowest: 16, highest: 1280, byDefault: 480 },
  frameRate: { lowest: 1, highest: 30, byDefault: 12 },
} as const;

export const AnimationSchema = z.strictObject({
  maxWidth: within(ANIMATION_LIMITS.maxWidth, z.int()),
  maxHeight: z.int().min(16).max(1280).default(1280),
  frameRate: within(ANIMATION_LIMITS.frameRate),
  /** How often it plays; 0 is for ever. */
  plays: z.int().min(0).max(1000).default(0),
});
