import { z } from 'zod';

const side = z.int().min(8).max(1920);

/** `metadata.json` of a bundle of frames, whoever made it. What else it says is not read. */
export const BundleMetadataSchema = z.object({
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  /** Data, never a path. */
  original_filename: z.string().min(1).max(255),
  type: z.enum(['video', 'gif', 'image']),
  format: z.literal('rgb565'),
  /** In pixels of the display. */
  width: side,
  height: side,
  /** Frames are numbered from 1, with six digits. */
  frame_count: z.int().min(1).max(999_999),
  /** Frames a second. */
  fps: z.number().positive().max(60),
});
export type BundleMetadata = Readonly<z.infer<typeof BundleMetadataSchema>>;
