import type { Digest } from './scalars.ts';

/** Address of one file of an artifact: content-addressed, so it may be cached for ever. */
export const artifactUrl = (artifactDigest: Digest, path: string): string =>
  `/media/${artifactDigest}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** Address of an asset's original. */
export const sourceUrl = (assetId: string): string => `/api/v1/assets/${assetId}/source`;
