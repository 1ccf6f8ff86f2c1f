import { z } from 'zod';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';

/** The state of a tus upload as JSON, beside what tus's HEAD says. */
export const UploadSchema = z.object({
  id: IdSchema,
  fileName: z.string(),
  /** Null until the client has told it. */
  lengthBytes: z.int().nonnegative().nullable(),
  /** One of several that another upload is put together from. */
  isPart: z.boolean(),
  /** Bytes that are on disk for certain. */
  offsetBytes: z.int().nonnegative(),
  state: z.enum(['uploading', 'complete']),
  /** Digest of the whole file, once complete. */
  digest: DigestSchema.nullable(),
  /** The asset the finished upload became, or whose source it is to become, and its job once finished. */
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
  createdAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type Upload = Readonly<z.infer<typeof UploadSchema>>;
