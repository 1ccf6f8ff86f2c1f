import { z } from 'zod';
import type { HardwareEncoder } from '../hardware/hardware.ts';
import type { PictureSize, Rung } from '../ladder/plan-ladder.ts';
import type { Fraction } from '../media/fraction.ts';
import type { Hdr } from '../media/hdr.ts';
import type { Spherical } from '../media/spherical.ts';
import { QualityLimitSchema } from '../quality/quality-limit.ts';
import type { PictureParams } from './picture.ts';
import { SegmentRunSchema } from './segment-run.ts';

/** The words x264 has for how long it may think; other encoders' settings are mapped from them. */
export const ENCODER_PRESETS = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
] as const;
export type EncoderPreset = (typeof ENCODER_PRESETS)[number];

/** How pictures of a size are coded, in the words of the encoder. */
export type VideoEncoding =
  | X264Encoding
  | X265Encoding
  | Vp9Encoding
  | Av1Encoding
  | ProresEncoding
  | HardwareEncoding;

/** How many bits the pictures get. */
export type VideoRate =
  | {
      /** Constant rate factor on the encoder's own scale: lower is better and bigger. */
      readonly crf: number;
    }
  | {
      /** On average over the chunk. */
      readonly bitrateBps: number;
      /** The chunk may not be larger than that rate makes it: it is encoded again where it is. */
      readonly isCeiling: boolean;
    };

type CommonEncoding = VideoRate & { readonly preset: EncoderPreset };

/** H.264. `baseline` has no B-frames and is what the simplest decoders take. */
export type X264Encoding = CommonEncoding & {
  /** As ffmpeg names it. */
  readonly encoder: 'libx264';
  readonly profile: 'baseline' | 'main' | 'high';
};

/** HEVC: 8 bits, or 10 where a high dynamic range is kept. */
export type X265Encoding = CommonEncoding & { readonly encoder: 'libx265' } & (
    | { readonly profile: 'main' }
    | { readonly profile: 'main10'; readonly hdr: Hdr }
  );

/** On a chip made for it, as near as it comes to what software would make, which is also what takes its place. */
export interface HardwareEncoding {
  readonly encoder: HardwareEncoder;
  readonly like: SoftwareEncoding;
}

/** What chips can stand in for: constant quality in 8 bits. */
export type SoftwareEncoding = (X264Encoding | Extract<X265Encoding, { profile: 'main' }>) & {
  readonly crf: number;
};

/** VP9, 8 bits. */
export type Vp9Encoding = CommonEncoding & { readonly encoder: 'libvpx-vp9' };

/** AV1, 8 bits. Its keyframes are as many pictures apart as a segment has, not on the grid of segments. */
export type Av1Encoding = CommonEncoding & {
  readonly encoder: 'libsvtav1';
  readonly keyframeDistance: number;
};

/** ProRes 422, 10 bits: every picture by itself, for editing. */
export interface ProresEncoding {
  readonly encoder: 'prores_ks';
  readonly profile: 'proxy' | 'lt' | 'standard' | 'hq';
}

/**
 * A picture exactly between two ticks of a new rate is shown at the later one. This much is added to every time, so that
 * no rounding on the way makes it the earlier one in some chunks.
 */
export const RESAMPLE_TIE_SECONDS = 0.000004;

/** How far the rate factor of a chunk below its target may be from its neighbours': more is seen as a change where they meet. */
export const MOST_CRF_CORRECTION = 3;

/** One rung of one chunk. Times are ticks of `timeBase` from the first picture of the whole. */
export interface EncodeVideoParams {
  readonly picture: PictureParams;
  readonly rung: Rung;
  /** The sizes the picture is scaled through on its way to the rung's, largest first; the rung's own is the last. */
  readonly cascade: readonly PictureSize[];
  readonly segmentSeconds: number;
  /** Number of the chunk's first segment, counted from 1. */
  readonly firstSegment: number;
  readonly encoding: VideoEncoding;
  /**
   * The constant rate pictures are brought to, by leaving out and doubling: tick i shows the last picture before
   * (i + 0.5) / rate. Null keeps every picture's own time. Segments have to begin on a tick.
   * `phaseSeconds`: how far behind a tick of that rate the chunk's first picture is shown.
   */
  readonly resample: { readonly rate: Fraction; readonly phaseSeconds: number } | null;
  /** Tick of the encoder's clock: one frame for constant rates, the source's own otherwise. */
  readonly timeBase: Fraction;
  readonly startTicks: number;
  /**
   * Pictures a second on the whole, which encoders choose a level by. Only for chunks made of chunks: the source's file says
   * the same for all of its parts, a chunk's own only what it holds.
   */
  readonly frameRate?: Fraction;
  /** Where the next chunk's first picture, or the end, is: how long the last picture is shown. */
  readonly endTicks: number;
  /** How long before it is shown a picture may be decoded: as many as the encoder reorders. */
  readonly delayTicks: number;
  readonly expectedFrames: number;
  /** There may be fewer: the part ends between two pictures of an uneven rate, and the index counts whole seconds. */
  readonly isUncounted?: true;
  /** Mean SSIM against the source that is wanted: what comes out below it is encoded again, better. Only with a rate factor. */
  readonly targetSsim?: number;
  /** No lower rate factor is tried to reach it. */
  readonly leastCrf?: number;
  /** What the file says of pictures that surround the viewer; only for those. */
  readonly spherical?: Spherical;
  /**
   * The only chunk, or one that ends where nobody counted: where other pictures come than were expected, it is not the
   * encoder's doing.
   */
  readonly isWhole: boolean;
}

/** One rung of one chunk. */
export const VideoFactsSchema = z.object({
  name: z.string(),
  width: z.int(),
  height: z.int(),
  run: SegmentRunSchema,
  /** What it scored against the source, where a target was set. */
  quality: z
    .object({
      ssim: z.number(),
      crf: z.number(),
      encodes: z.int().positive(),
      /** Why it stayed below; null where it did not. */
      limit: QualityLimitSchema.nullable().default(null),
    })
    .optional(),
});
export type VideoFacts = Readonly<z.infer<typeof VideoFactsSchema>>;
