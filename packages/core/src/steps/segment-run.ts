import { z } from 'zod';
import { ENCRYPTION_SCHEMES } from './content-key.ts';

/** `keyId` names the keys of the source: 16 bytes in hex. */
export const RunEncryptionSchema = z.object({ scheme: z.enum(ENCRYPTION_SCHEMES), keyId: z.string() });
export type RunEncryption = Readonly<z.infer<typeof RunEncryptionSchema>>;

/**
 * A run of media segments of one track, all kept as blobs behind one init segment, or all in one file behind each other.
 * Paths are within the artifact.
 */
export const SegmentRunSchema = z.object({
  init: z.string(),
  /** How much of that file the init segment is; the whole of it unless given. */
  initBytes: z.int().optional(),
  /** RFC 6381. */
  codec: z.string(),
  sampleCount: z.int(),
  durationSeconds: z.number(),
  segments: z.array(
    z.object({
      path: z.string(),
      durationSeconds: z.number(),
      sizeBytes: z.int(),
      /** Where it begins in a file of many; such a file is not the segment alone. */
      offsetBytes: z.int().optional(),
      /** Encrypted as a whole: number of its key among those of the stream, and the initialisation vector in hex. */
      key: z.object({ number: z.int().nonnegative(), ivHex: z.string() }).optional(),
    }),
  ),
  encryption: RunEncryptionSchema.optional(),
});
export type SegmentRun = Readonly<z.infer<typeof SegmentRunSchema>>;
export type RunSegment = SegmentRun['segments'][number];
