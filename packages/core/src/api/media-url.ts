import type { Digest } from './scalars.ts';

const MEDIA = '/media/';

/** One file of an artifact as seen from where media lie, whatever address that has. */
export const artifactPath = (artifactDigest: Digest, path: string): string =>
  `${artifactDigest}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** Address of one file of an artifact: content-addressed, so it may be cached for ever. */
export const artifactUrl = (artifactDigest: Digest, path: string): string =>
  `${MEDIA}${artifactPath(artifactDigest, path)}`;

/** Address of one file of the stream that a job is making. */
export const liveUrl = (jobId: string, path: string): string => `${MEDIA}live/${jobId}/${path}`;

/** Any address of media as whoever holds a playback token may ask for it; all it leads to is under the token, too. */
export const tokenUrl = (url: string, token: string): string =>
  url.startsWith(MEDIA) ? `${MEDIA}t/${token}/${url.slice(MEDIA.length)}` : url;

/** Address of an asset's original. */
export const sourceUrl = (assetId: string): string => `/api/v1/assets/${assetId}/source`;
