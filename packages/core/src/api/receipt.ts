import { z } from 'zod';
import { AssetSchema } from './asset.ts';
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

/** What of a file is kept, as the server computed it of the bytes that reached its disk. */
const FileReceiptSchema = z.object({ sizeBytes: z.int().positive(), sha256: DigestSchema });
export type FileReceipt = Readonly<z.infer<typeof FileReceiptSchema>>;

/** The asset as it is with a file in place of an output. */
export const ReplacedOutputSchema = AssetSchema.extend({ receipt: FileReceiptSchema });
export type ReplacedOutput = Readonly<z.infer<typeof ReplacedOutputSchema>>;
