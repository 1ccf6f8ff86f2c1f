import { z } from 'zod';
import { AUDIO_CODECS, CONTAINER_NAMES, VIDEO_CODECS } from '../outputs/convert/containers.ts';

const RangeSchema = z.object({ lowest: z.number(), highest: z.number(), byDefault: z.number() });

/** What a conversion can be asked for on one machine: the choices of a recipe's `convert` output. */
export const ConvertOptionsSchema = z.object({
  containers: z.array(
    z.object({
      name: z.enum(CONTAINER_NAMES),
      label: z.string(),
      extension: z.string(),
      mediaType: z.string(),
      holds: z.enum(['tracks', 'animation', 'sound']),
      /** The best choice first. */
      videoCodecs: z.array(z.enum(VIDEO_CODECS)),
      audioCodecs: z.array(z.enum(AUDIO_CODECS)),
      /** Whether tracks can be copied from a source whose codecs fit. */
      takesCopies: z.boolean(),
    }),
  ),
  videoCodecs: z.array(
    z.object({
      name: z.enum(VIDEO_CODECS),
      /** As ffmpeg names it. */
      encoder: z.string(),
      /** Null where a profile decides. */
      crf: RangeSchema.nullable(),
      profiles: z.array(z.string()),
      /** What may become of a high dynamic range; nothing to choose where it is always brought to SDR. */
      hdr: z.array(z.string()),
    }),
  ),
  audioCodecs: z.array(
    z.object({
      name: z.enum(AUDIO_CODECS),
      encoder: z.string(),
      /** Null where nothing is lost. */
      bitrateBps: RangeSchema.nullable(),
    }),
  ),
  presets: z.array(z.string()),
  defaultPreset: z.string(),
  videoBitrateBps: z.object({ lowest: z.number(), highest: z.number() }),
  targetSizeBytes: z.object({ lowest: z.number(), highest: z.number() }),
  frameRate: z.object({ lowest: z.number(), highest: z.number() }),
  animation: z.object({ maxWidth: RangeSchema, frameRate: RangeSchema, longestSeconds: z.number() }),
  loudness: z.object({ targetLufs: RangeSchema, truePeakDbtp: RangeSchema }),
  /** What this machine's ffmpeg lacks an encoder for. */
  missing: z.array(z.object({ name: z.string(), encoder: z.string() })),
});
export type ConvertOptions = Readonly<z.infer<typeof ConvertOptionsSchema>>;
