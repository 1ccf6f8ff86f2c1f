import { z } from 'zod';
import { ProbeSchema } from '../media/probe.ts';
import { JobSummarySchema, PrioritySchema } from './job.ts';
import { OutputSchema } from './output.ts';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';

/** What users attach to an asset: flat JSON values under short keys. Never decides what a step makes. */
export const UserMetadataSchema = z
  .record(z.string().min(1).max(64), z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]))
  .refine((metadata) => Object.keys(metadata).length <= 64, { error: 'at most 64 keys' });
export type UserMetadata = Readonly<z.infer<typeof UserMetadataSchema>>;

/** `ready` once its newest job succeeded, or an earlier one did and none is running. */
export const ASSET_STATES = ['processing', 'ready', 'failed', 'cancelled'] as const;

/** Who may watch without a key or a token: everybody, or nobody. */
export const VISIBILITIES = ['public', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const AssetNameSchema = z.string().trim().min(1).max(255);

export const AssetSchema = z.object({
  id: IdSchema,
  /** Whose it is: `local` for what was made without a key. */
  ownerId: z.string(),
  name: AssetNameSchema,
  metadata: UserMetadataSchema,
  state: z.enum(ASSET_STATES),
  /** Null while nobody has said: public on a server that is open to everybody, private where keys are required. */
  visibility: z.enum(VISIBILITIES).nullable(),
  source: z.object({
    digest: DigestSchema,
    sizeBytes: z.int().nonnegative(),
    /** The name the bytes came with: data, never a path. */
    fileName: z.string(),
    /** Download address of the original. */
    url: z.string(),
  }),
  /** Null until the probe step has run. */
  probe: ProbeSchema.nullable(),
  /** Those of the current version; before there is one, what the newest job has published so far. */
  outputs: z.array(OutputSchema),
  /** Outputs of the current version that are made when somebody asks for them, and are not there. */
  onDemand: z.array(z.object({ name: z.string(), kind: z.string() })),
  /** The current version; null until a job has succeeded. */
  versionId: DigestSchema.nullable(),
  /** The newest job, null when none was asked for. */
  job: JobSummarySchema.nullable(),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
});
export type Asset = Readonly<z.infer<typeof AssetSchema>>;

export const CreateAssetSchema = z.strictObject({
  /** SHA-256 of bytes Reelmill already holds; upload them first otherwise. */
  sourceDigest: DigestSchema,
  name: AssetNameSchema,
  metadata: UserMetadataSchema.default({}),
  /** A preset's name or a recipe written out. Default: `web`. */
  recipe: z.unknown().optional(),
  /** Of the job. */
  priority: PrioritySchema.default(0),
});
export type CreateAsset = z.input<typeof CreateAssetSchema>;

export const PatchAssetSchema = z
  .strictObject({
    name: AssetNameSchema.optional(),
    /** Replaces the whole metadata object. */
    metadata: UserMetadataSchema.optional(),
    /** Null: whatever is the server's own rule. */
    visibility: z.enum(VISIBILITIES).nullable().optional(),
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), {
    error: 'give a name, metadata or a visibility',
  });
export type PatchAsset = z.input<typeof PatchAssetSchema>;

export const ListAssetsQuerySchema = z.strictObject({
  /** Words looked for in the name, file name and metadata values. */
  search: z.string().trim().max(200).optional(),
  state: z.enum(ASSET_STATES).optional(),
  /** SHA-256 of a source: whoever asks before sending a file need not send it. */
  sourceDigest: DigestSchema.optional(),
  minDurationSeconds: z.coerce.number().min(0).optional(),
  maxDurationSeconds: z.coerce.number().min(0).optional(),
  sort: z.enum(['createdAt', 'name', 'durationSeconds', 'sizeBytes']).default('createdAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ListAssetsQuery = z.infer<typeof ListAssetsQuerySchema>;

export const AssetPageSchema = z.object({
  items: z.array(AssetSchema),
  /** How many match in all. */
  total: z.int().nonnegative(),
  limit: z.int(),
  offset: z.int(),
});
export type AssetPage = Readonly<z.infer<typeof AssetPageSchema>>;
