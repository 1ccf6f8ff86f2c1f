import { z } from 'zod';
import { CONTAINER_NAMES } from '../outputs/convert/containers.ts';

/** Loudness of a whole programme as EBU R 128 measures it; null where there is only silence. */
export const LoudnessMeasurementSchema = z.object({
  integratedLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
  rangeLu: z.number().nullable(),
});
export type LoudnessMeasurement = Readonly<z.infer<typeof LoudnessMeasurementSchema>>;

/** One file of another kind, as it was measured after it was made. */
export const ConvertedFileSchema = z.object({
  url: z.string(),
  /** What to call it when it is saved: the output's name with the container's extension. */
  fileName: z.string(),
  container: z.enum(CONTAINER_NAMES),
  mediaType: z.string(),
  /** As ffprobe names them; null without such a track. */
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Pixels as shown; null without pictures. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Average frames per second; null without pictures and for a single one. */
  frameRate: z.number().nullable(),
  channels: z.int().positive().nullable(),
  sampleRateHz: z.int().positive().nullable(),
  durationSeconds: z.number().nonnegative(),
  sizeBytes: z.int().nonnegative(),
  /** Before and after normalising; null where none was asked for. */
  loudness: z.object({ source: LoudnessMeasurementSchema, result: LoudnessMeasurementSchema }).nullable(),
});
export type ConvertedFile = Readonly<z.infer<typeof ConvertedFileSchema>>;
