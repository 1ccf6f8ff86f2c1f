import type { Digest } from './scalars.ts';

/** Address of one file of an artifact: content-addressed, so it may be cached for ever. */
export const artifactUrl = (artifactDigest: Digest, path: string): string =>
  `/media/${artifactDigest}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** Address of one file of the stream that a job is making. */
export const liveUrl = (jobId: string, path: string): string => `/media/live/${jobId}/${path}`;

/** Address of an asset's original. */
export const sourceUrl = (assetId: string): string => `/api/v1/assets/${assetId}/source`;
