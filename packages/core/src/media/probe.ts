import { z } from 'zod';
import { FractionSchema } from './fraction.ts';
import { HdrMetadataSchema } from './hdr.ts';
import { SphericalSchema } from './spherical.ts';

/** Facts read from media, never what users attach (that is metadata). Times are seconds, rates are bits per second. */

const TrackBase = {
  /** Index of the track inside its container, as ffmpeg counts streams. */
  index: z.int().nonnegative(),
  codec: z.string(),
  profile: z.string().nullable(),
  /** BCP 47 or ISO 639 tag as found in the file, null when untagged or `und`. */
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
  startSeconds: z.number(),
  durationSeconds: z.number().nullable(),
  bitrateBps: z.number().nullable(),
  /** False when this machine's toolchain has no decoder for it. */
  decodable: z.boolean(),
};

export const VideoTrackSchema = z.object({
  ...TrackBase,
  /** Coded picture size in pixels, before sample aspect ratio and rotation. */
  codedWidth: z.int().positive(),
  codedHeight: z.int().positive(),
  /** What a viewer sees: coded size × sample aspect ratio, swapped when turned by 90° or 270°. */
  displayWidth: z.int().positive(),
  displayHeight: z.int().positive(),
  /** Clockwise turn to apply for display. */
  rotationDegrees: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  sampleAspectRatio: FractionSchema,
  pixelFormat: z.string().nullable(),
  bitDepth: z.int().positive(),
  /** Frames divided by duration, as measured from packets; null when unknown (a single frame). */
  averageFrameRate: FractionSchema.nullable(),
  /** The constant rate on whose grid every frame lies, null for variable frame rate. */
  constantFrameRate: FractionSchema.nullable(),
  timeBase: FractionSchema,
  /** Shown packets; the frames a full decode gives when the file is sound. */
  frameCount: z.int().nonnegative(),
  /** Presentation time of the first frame on the container's own clock, where `startSeconds` of the file is zero. */
  firstFrameSeconds: z.number(),
  /** Time between the first frame's start and the last frame's end. */
  shownSeconds: z.number().nonnegative(),
  /** Longest distance between keyframes; null when fewer than two. */
  longestKeyframeGapSeconds: z.number().nullable(),
  interlaced: z.enum(['progressive', 'top-first', 'bottom-first']),
  colorRange: z.string().nullable(),
  colorSpace: z.string().nullable(),
  colorPrimaries: z.string().nullable(),
  colorTransfer: z.string().nullable(),
  dynamicRange: z.enum(['sdr', 'pq', 'hlg']),
  /** How a high dynamic range is to be shown; only where the file says so. */
  hdr: HdrMetadataSchema.optional(),
  hasAlpha: z.boolean(),
  projection: z.enum(['flat', 'equirectangular', 'cubemap', 'other']),
  /** How pictures that surround the viewer are to be looked at; only for those. */
  spherical: SphericalSchema.optional(),
});
export type VideoTrack = Readonly<z.infer<typeof VideoTrackSchema>>;

export const AudioTrackSchema = z.object({
  ...TrackBase,
  channels: z.int().positive(),
  channelLayout: z.string().nullable(),
  sampleRateHz: z.int().positive(),
  /** Of a sound field from all around; 1 has 4 channels. Only for those. */
  ambisonicOrder: z.int().positive().optional(),
});
export type AudioTrack = Readonly<z.infer<typeof AudioTrackSchema>>;

export const TextTrackSchema = z.object({
  ...TrackBase,
  /** To be shown to everybody: what is said in another language than the film's. */
  isForced: z.boolean().default(false),
});
export type TextTrack = Readonly<z.infer<typeof TextTrackSchema>>;

export const ChapterSchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  title: z.string().nullable(),
});
export type Chapter = Readonly<z.infer<typeof ChapterSchema>>;

export const ProbeSchema = z.object({
  container: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** Length of what will be shown or heard, measured from packets where the header cannot be trusted. */
  durationSeconds: z.number().nonnegative(),
  /** Earliest timestamp in the file; every track time counts from it. */
  startSeconds: z.number(),
  bitrateBps: z.number().nullable(),
  /** The moving-picture tracks, the chosen one first. Cover art is `coverTrackIndex`. */
  video: z.array(VideoTrackSchema),
  audio: z.array(AudioTrackSchema),
  text: z.array(TextTrackSchema),
  /** Stream index of an attached picture, null when there is none. */
  coverTrackIndex: z.int().nonnegative().nullable(),
  chapters: z.array(ChapterSchema),
  /** Sentences about damage or oddities that did not stop the probe. */
  warnings: z.array(z.string()),
});
export type Probe = Readonly<z.infer<typeof ProbeSchema>>;
