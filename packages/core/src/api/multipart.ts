import { z } from 'zod';
import { AssetNameSchema, AssetSchema, UserMetadataSchema } from './asset.ts';
import { PrioritySchema } from './job.ts';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';
import { TransactionMemberSchema } from './transaction.ts';

/** S3's limit for one upload, which the disk keeps too. */
export const MOST_PARTS = 10_000;
/** S3's limit for one object. */
const MOST_BYTES = 5 * 2 ** 40;

const PartNumberSchema = z.int().min(1).max(MOST_PARTS);

/** A file that is sent in parts, straight to where it is kept. */
export const CreateMultipartSchema = z.strictObject({
  name: AssetNameSchema,
  sizeBytes: z.int().min(1).max(MOST_BYTES),
  /** Of the whole file: what arrives is kept only if it has this digest. */
  sha256: DigestSchema,
  metadata: UserMetadataSchema.default({}),
  /** A preset's name or a recipe written out. Default: `web`. */
  recipe: z.unknown().optional(),
  priority: PrioritySchema.default(0),
  /** The transaction it brings a file of; what the asset is to be was then declared there. */
  transaction: TransactionMemberSchema.optional(),
});
export type CreateMultipart = z.input<typeof CreateMultipartSchema>;

const PartSchema = z.object({
  number: PartNumberSchema,
  /** Opaque, as the part's PUT answered it, without quotes. */
  etag: z.string().min(1).max(200),
});

export const MultipartSchema = z.object({
  id: IdSchema,
  /** `verifying` from `complete` on: no more parts are taken. */
  state: z.enum(['uploading', 'verifying', 'complete']),
  /** Of every part but the last, which has the rest. */
  partBytes: z.int().positive(),
  partCount: PartNumberSchema,
  sizeBytes: z.int().positive(),
  sha256: DigestSchema,
  /** Parts that are there, by number; empty once they are being put together. */
  parts: z.array(PartSchema.extend({ sizeBytes: z.int().nonnegative() })),
  expiresAt: TimestampSchema,
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
});
export type Multipart = Readonly<z.infer<typeof MultipartSchema>>;

/** The upload to go on with, and the asset that has these bytes already, if one does. */
export const StartedMultipartSchema = MultipartSchema.extend({ alreadyHere: AssetSchema.optional() });
export type StartedMultipart = Readonly<z.infer<typeof StartedMultipartSchema>>;

export const AskForPartsSchema = z.strictObject({ numbers: z.array(PartNumberSchema).min(1).max(100) });

/** Where to PUT each part: an address of the object store, or a path of this server. */
export const PartAddressesSchema = z.object({
  parts: z.array(z.object({ number: PartNumberSchema, url: z.string() })),
  expiresAt: TimestampSchema,
});
export type PartAddresses = Readonly<z.infer<typeof PartAddressesSchema>>;

export const CompleteMultipartSchema = z.strictObject({
  /** All of them, from the first to the last. Asked again, what is named no longer matters. */
  parts: z.array(z.strictObject(PartSchema.shape)).max(MOST_PARTS),
});
export type CompleteMultipart = z.input<typeof CompleteMultipartSchema>;

/** Size and digest were read back from what is kept. */
export const CompletedMultipartSchema = z.object({
  /** Null while its transaction waits for other files. */
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
  sizeBytes: z.int().positive(),
  sha256: DigestSchema,
});
export type CompletedMultipart = Readonly<z.infer<typeof CompletedMultipartSchema>>;
