import { z } from 'zod';
import { IdSchema, TimestampSchema } from './scalars.ts';

const LONGEST_SECONDS = 365 * 24 * 3600;

/** Leave to watch one asset for a time, without a key of the API. */
export const PlaybackTokenSchema = z.object({
  id: IdSchema,
  /** The only address it is good from (of IPv6 its /64); null for any. */
  ip: z.string().nullable(),
  createdAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type PlaybackToken = Readonly<z.infer<typeof PlaybackTokenSchema>>;

/** Told once, when it is made. */
export const NewPlaybackTokenSchema = PlaybackTokenSchema.extend({
  /** Goes after `/media/t/`: every address `/media/x` of the asset is `/media/t/<token>/x`. */
  token: z.string(),
  /** Address of its stream under the token, growing where it is still being made; null when there is none yet. */
  url: z.string().nullable(),
});
export type NewPlaybackToken = Readonly<z.infer<typeof NewPlaybackTokenSchema>>;

/** Those that are good, newest first. */
export const PlaybackTokenListSchema = z.object({ items: z.array(PlaybackTokenSchema) });
export type PlaybackTokenList = Readonly<z.infer<typeof PlaybackTokenListSchema>>;

export const CreatePlaybackTokenSchema = z.strictObject({
  /** Up to a year; the end is rounded up to a whole second. */
  expiresInSeconds: z.int().min(1).max(LONGEST_SECONDS).default(3600),
  /** Of whoever will watch. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
});
export type CreatePlaybackToken = z.input<typeof CreatePlaybackTokenSchema>;

const KeySchema = z.object({ number: z.int().positive(), createdAt: TimestampSchema });

/** Which keys tokens are signed with. Keys themselves are never told. */
export const PlaybackKeysSchema = z.object({
  /** Signs. */
  current: KeySchema,
  /** What it signed is still good. */
  previous: KeySchema.nullable(),
});
export type PlaybackKeys = Readonly<z.infer<typeof PlaybackKeysSchema>>;
