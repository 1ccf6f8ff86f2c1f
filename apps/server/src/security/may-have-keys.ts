import type { Digest } from '@reelmill/core';

/**
 * Whether whoever sent a request may have the keys of a stream. There are no accounts yet: whoever reaches the server may.
 * The one place to ask for leave once there are.
 */
export const mayHaveKeys = (_request: unknown, _artifactDigest: Digest): boolean => true;
