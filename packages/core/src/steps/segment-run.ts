import { z } from 'zod';

/** A run of media segments of one track, all kept as blobs behind one init segment. Paths are within the artifact. */
export const SegmentRunSchema = z.object({
  init: z.string(),
  /** RFC 6381. */
  codec: z.string(),
  sampleCount: z.int(),
  durationSeconds: z.number(),
  segments: z.array(z.object({ path: z.string(), durationSeconds: z.number(), sizeBytes: z.int() })),
});
export type SegmentRun = Readonly<z.infer<typeof SegmentRunSchema>>;
