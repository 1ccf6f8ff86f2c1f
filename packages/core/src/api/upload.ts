import { z } from 'zod';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';
import { TransactionMemberSchema } from './transaction.ts';

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
  /** The transaction it brings a file of; its asset is made once that is whole. */
  transaction: TransactionMemberSchema.nullable(),
  /** Digest of the whole file, once complete: the receipt, with `lengthBytes`, of what is kept. */
  digest: DigestSchema.nullable(),
  /** The asset the finished upload became, or whose source it is to become, and its job once finished. */
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
  createdAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type Upload = Readonly<z.infer<typeof UploadSchema>>;
