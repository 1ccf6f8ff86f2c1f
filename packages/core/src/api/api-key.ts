import { z } from 'zod';
import { LOCAL_USER, SCOPES, UserIdSchema } from '../access/scopes.ts';
import { IdSchema, TimestampSchema } from './scalars.ts';

const DAY_SECONDS = 24 * 3600;
const LONGEST_SECONDS = 3650 * DAY_SECONDS;

/** A key as it is listed: all but the secret, which is kept nowhere. */
export const ApiKeySchema = z.object({
  id: IdSchema,
  name: z.string(),
  userId: z.string(),
  scope: z.enum(SCOPES),
  createdAt: TimestampSchema,
  /** Null for one that is good until it is revoked. */
  expiresAt: TimestampSchema.nullable(),
  /** To the minute. */
  lastUsedAt: TimestampSchema.nullable(),
  revokedAt: TimestampSchema.nullable(),
});
export type ApiKey = Readonly<z.infer<typeof ApiKeySchema>>;

/** The one time the key itself is told: `rm_<id>_<secret>`. */
export const NewApiKeySchema = ApiKeySchema.extend({ key: z.string() });
export type NewApiKey = Readonly<z.infer<typeof NewApiKeySchema>>;

export const ApiKeyListSchema = z.object({ items: z.array(ApiKeySchema) });
export type ApiKeyList = Readonly<z.infer<typeof ApiKeyListSchema>>;

export const CreateApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Whose things it reaches; a user is made by making a key for it. */
  userId: UserIdSchema.default(LOCAL_USER),
  scope: z.enum(SCOPES).default('write'),
  /** Without it the key is good until it is revoked. */
  expiresInSeconds: z.int().min(60).max(LONGEST_SECONDS).optional(),
});
export type CreateApiKey = z.input<typeof CreateApiKeySchema>;

export const RotateApiKeySchema = z.strictObject({
  /** How long the old key still works beside the new one. */
  overlapSeconds: z
    .int()
    .min(0)
    .max(30 * DAY_SECONDS)
    .default(DAY_SECONDS),
});
export type RotateApiKey = z.input<typeof RotateApiKeySchema>;

export const LoginSchema = z.strictObject({ key: z.string().min(1).max(200) });

/** Who asks, and what they may do. */
export const SessionSchema = z.object({
  userId: z.string(),
  scope: z.enum(SCOPES),
  /** False where whoever reaches the server may do everything. */
  keysRequired: z.boolean(),
  /** When the cookie of the console ends; null for who showed a key, or needs none. */
  expiresAt: TimestampSchema.nullable(),
});
export type Session = Readonly<z.infer<typeof SessionSchema>>;
