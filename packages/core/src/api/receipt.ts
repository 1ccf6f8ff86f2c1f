import { z } from 'zod';
import { DigestSchema } from './scalars.ts';

/** What an output is made of, file by file, to hold a copy against: read by us after it was made, and kept by this digest. */
export const OutputReceiptSchema = z.object({
  artifactDigest: DigestSchema,
  /** Of all files together. */
  sizeBytes: z.int().nonnegative(),
  files: z.array(
    z.object({
      path: z.string(),
      /** Address on the server. */
      url: z.string(),
      sizeBytes: z.int().nonnegative(),
      sha256: DigestSchema,
      mediaType: z.string(),
    }),
  ),
});
export type OutputReceipt = Readonly<z.infer<typeof OutputReceiptSchema>>;
