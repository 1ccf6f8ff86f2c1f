import { z } from 'zod';
import { FailureSchema } from '../failure/failure.ts';
import { AssetNameSchema, UserMetadataSchema } from './asset.ts';
import { PrioritySchema } from './job.ts';
import { IdSchema, TimestampSchema } from './scalars.ts';

export const IMPORT_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Bytes that the server fetches by itself, and the asset they become. */
export const ImportSchema = z.object({
  id: IdSchema,
  /** The address, without what may be secret in it, the path below its root, or the object's key. */
  source: z.string(),
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  receivedBytes: z.int().nonnegative(),
  /** Null while nobody knows. */
  sizeBytes: z.int().nonnegative().nullable(),
  error: FailureSchema.nullable(),
  assetId: IdSchema.nullable(),
  jobId: IdSchema.nullable(),
  createdAt: TimestampSchema,
  finishedAt: TimestampSchema.nullable(),
});
export type Import = Readonly<z.infer<typeof ImportSchema>>;

export const CreateImportSchema = z
  .strictObject({
    /** `http://` or `https://`; never one of a private network. */
    url: z.string().max(4096).optional(),
    /** A file on the server, below one of its import folders. */
    path: z.string().max(4096).optional(),
    /** An object of the bucket that has the blobs, below the import prefix. */
    s3: z.strictObject({ key: z.string().min(1).max(1024) }).optional(),
    /** Default: what the file is called. */
    name: AssetNameSchema.optional(),
    metadata: UserMetadataSchema.default({}),
    /** A preset's name or a recipe written out. Default: `web`. */
    recipe: z.unknown().optional(),
    priority: PrioritySchema.default(0),
  })
  .refine(({ url, path, s3 }) => [url, path, s3].filter((from) => from !== undefined).length === 1, {
    error: 'name a url, a path or an s3 key, and one of them alone',
  });
export type CreateImport = z.input<typeof CreateImportSchema>;

export const ImportPageSchema = z.object({
  items: z.array(ImportSchema),
  total: z.int().nonnegative(),
  limit: z.int(),
  offset: z.int(),
});
export type ImportPage = Readonly<z.infer<typeof ImportPageSchema>>;

export const ListImportsQuerySchema = z.strictObject({
  state: z.enum(IMPORT_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ListImportsQuery = z.infer<typeof ListImportsQuerySchema>;
