import { z } from 'zod';

/** What keeps a chunk below its target: the bits a rung may take, or how low its rate factor may be. */
export const QUALITY_LIMITS = ['bitrate-cap', 'rate-factor'] as const;
export const QualityLimitSchema = z.enum(QUALITY_LIMITS);
export type QualityLimit = z.infer<typeof QualityLimitSchema>;

/** Why a rung stays below, to end a sentence about it with. */
export const describeLimit = (limit: QualityLimit): string =>
  limit === 'bitrate-cap' ? 'its bitrate cap is reached' : 'its rate factor may go no lower';
