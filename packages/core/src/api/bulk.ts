import { z } from 'zod';
import { FailureSchema } from '../failure/failure.ts';
import { RecipeSchema } from '../recipe/recipe.ts';
import { ListAssetsQuerySchema } from './asset.ts';
import { JOB_STAGES, JOB_STATES, PrioritySchema } from './job.ts';
import { IdSchema, TimestampSchema } from './scalars.ts';

/** How many assets one recipe is run on at once. */
export const MOST_BULK_ASSETS = 1000;

/** `failed` when one of its items did: the others were made all the same. */
export const BULK_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;

/** An item waits until one of the jobs before it has ended. */
export const BULK_ITEM_STATES = ['waiting', ...JOB_STATES] as const;
export type BulkItemState = (typeof BULK_ITEM_STATES)[number];

/** One recipe run on many assets: a job for each, and one progress for all. */
export const BulkSchema = z.object({
  id: IdSchema,
  /** Preset name, or `custom`. */
  recipeName: z.string(),
  recipe: RecipeSchema,
  priority: PrioritySchema,
  state: z.enum(BULK_STATES),
  /** 0 to 1: the mean over the items, where one that ended counts as done however it did. */
  progress: z.number().min(0).max(1),
  /** How many items are in each state. */
  items: z.object({
    total: z.int().nonnegative(),
    ...(Object.fromEntries(BULK_ITEM_STATES.map((state) => [state, z.int().nonnegative()])) as Record<
      BulkItemState,
      z.ZodInt
    >),
  }),
  createdAt: TimestampSchema,
  finishedAt: TimestampSchema.nullable(),
});
export type Bulk = Readonly<z.infer<typeof BulkSchema>>;

export const BulkItemSchema = z.object({
  assetId: IdSchema,
  assetName: z.string(),
  state: z.enum(BULK_ITEM_STATES),
  /** Null while it waits. */
  job: z.object({ id: IdSchema, stage: z.enum(JOB_STAGES), progress: z.number().min(0).max(1) }).nullable(),
  error: FailureSchema.nullable(),
});
export type BulkItem = Readonly<z.infer<typeof BulkItemSchema>>;

/** Which assets: named one by one, or all that a list of assets would show. */
export const CreateBulkSchema = z
  .strictObject({
    /** A preset's name or a recipe written out. Default: `web`. */
    recipe: z.unknown().optional(),
    priority: PrioritySchema.default(0),
    assetIds: z.array(IdSchema).min(1).max(MOST_BULK_ASSETS).optional(),
    query: ListAssetsQuerySchema.pick({
      search: true,
      state: true,
      minDurationSeconds: true,
      maxDurationSeconds: true,
    }).optional(),
  })
  .refine(({ assetIds, query }) => (assetIds === undefined) !== (query === undefined), {
    error: 'give either assetIds or a query',
  });
export type CreateBulk = z.input<typeof CreateBulkSchema>;

const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
};
const page = { total: z.int().nonnegative(), limit: z.int(), offset: z.int() };

export const ListBulksQuerySchema = z.strictObject(paging);
export type ListBulksQuery = z.infer<typeof ListBulksQuerySchema>;
export const BulkPageSchema = z.object({ items: z.array(BulkSchema), ...page });
export type BulkPage = Readonly<z.infer<typeof BulkPageSchema>>;

export const ListBulkItemsQuerySchema = z.strictObject({
  state: z.enum(BULK_ITEM_STATES).optional(),
  ...paging,
});
export type ListBulkItemsQuery = z.infer<typeof ListBulkItemsQuerySchema>;
export const BulkItemPageSchema = z.object({ items: z.array(BulkItemSchema), ...page });
export type BulkItemPage = Readonly<z.infer<typeof BulkItemPageSchema>>;
