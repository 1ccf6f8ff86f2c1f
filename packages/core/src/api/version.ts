import { z } from 'zod';
import { OutputSchema } from './output.ts';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';

/** Everything one job published, whole: what an asset shows is always one of these. */
export const AssetVersionSchema = z.object({
  /** Digest over the outputs: jobs that made the same made one version. */
  id: DigestSchema,
  /** The first job that made it. */
  jobId: IdSchema,
  /** Preset name, or `custom`. */
  recipeName: z.string(),
  sourceDigest: DigestSchema,
  outputs: z.array(OutputSchema),
  /** Whether the asset shows this one. */
  isCurrent: z.boolean(),
  createdAt: TimestampSchema,
});
export type AssetVersion = Readonly<z.infer<typeof AssetVersionSchema>>;

export const AssetVersionListSchema = z.object({
  /** Newest first. */
  items: z.array(AssetVersionSchema),
});
export type AssetVersionList = Readonly<z.infer<typeof AssetVersionListSchema>>;
