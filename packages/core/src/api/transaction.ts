import { z } from 'zod';
import { AssetNameSchema, UserMetadataSchema } from './asset.ts';
import { ApiErrorSchema } from './error.ts';
import { PrioritySchema } from './job.ts';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';

/** What a file of a transaction is: the video itself, or a bundle of frames that the client made of it. */
export const FILE_ROLES = ['original', 'frames'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** Whose file an upload brings. */
export const TransactionMemberSchema = z.strictObject({
  id: IdSchema,
  role: z.enum(FILE_ROLES),
});
export type TransactionMember = Readonly<z.infer<typeof TransactionMemberSchema>>;

const DeclaredFileSchema = z.strictObject({
  role: z.enum(FILE_ROLES),
  name: AssetNameSchema,
  sizeBytes: z.int().min(1),
  /** What arrives is kept only if it has this digest. */
  sha256: DigestSchema.optional(),
});

/** Files that become one asset together, or nothing. */
export const CreateTransactionSchema = z.strictObject({
  /** What the client calls it: declared again under the same key, it is the one that is there. */
  key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'takes up to 64 letters, digits, dashes and underscores')
    .optional(),
  files: z
    .array(DeclaredFileSchema)
    .max(FILE_ROLES.length)
    .refine((files) => files.some(({ role }) => role === 'original'), { error: 'one must be the original' })
    .refine((files) => new Set(files.map(({ role }) => role)).size === files.length, {
      error: 'each role is taken once',
    }),
  /** Of the asset. Default: that of the original. */
  name: AssetNameSchema.optional(),
  metadata: UserMetadataSchema.default({}),
  /** A preset's name or a recipe written out. Default: `web`. */
  recipe: z.unknown().optional(),
  priority: PrioritySchema.default(0),
});
export type CreateTransaction = z.input<typeof CreateTransactionSchema>;
/** With its defaults. */
export type DeclaredTransaction = Readonly<z.output<typeof CreateTransactionSchema>>;

export const TransactionSchema = z.object({
  id: IdSchema,
  /** `refused` says why in `error`; nothing of it is left. */
  state: z.enum(['open', 'complete', 'refused']),
  files: z.array(
    z.object({
      role: z.enum(FILE_ROLES),
      name: z.string(),
      sizeBytes: z.int().positive(),
      /** As read of what arrived; before, as declared. */
      sha256: DigestSchema.nullable(),
      /** Whole, of the declared size and digest, and on disk for certain. */
      hasArrived: z.boolean(),
      /** The upload that brings it, to go on with; null before there is one. */
      upload: z.object({ kind: z.enum(['tus', 'multipart']), id: IdSchema }).nullable(),
    }),
  ),
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
  error: ApiErrorSchema.pick({ code: true, message: true }).nullable(),
  createdAt: TimestampSchema,
  /** When an open one is removed, unless one of its uploads goes on. */
  expiresAt: TimestampSchema,
});
export type Transaction = Readonly<z.infer<typeof TransactionSchema>>;
