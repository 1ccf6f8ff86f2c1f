import {
  type ApiError,
  type CreatePlaybackToken,
  type NewPlaybackToken,
  NewPlaybackTokenSchema,
  type PlaybackKeys,
  PlaybackKeysSchema,
  type PlaybackTokenList,
  PlaybackTokenListSchema,
  type Result,
} from '@reelmill/core';
import type { createRequest } from '../http/request.ts';

type Answer<T> = Promise<Result<T, ApiError>>;

/** Leave to watch without a key; who may at any time is an asset's `visibility`. */
export interface PlaybackClient {
  readonly playback: {
    /** Lets somebody watch one asset for a time; an hour unless told. The answer holds the token, this once. */
    createToken(assetId: string, wanted?: CreatePlaybackToken): Answer<NewPlaybackToken>;
    /** Those that are good, newest first. */
    tokens(assetId: string, signal?: AbortSignal): Answer<PlaybackTokenList>;
    /** Takes one back, or all of the asset. */
    revoke(assetId: string, tokenId?: string): Answer<void>;
    /** For administrators: which keys sign. */
    keys(signal?: AbortSignal): Answer<PlaybackKeys>;
    /** For administrators: another key signs from now on, and what the last but one signed is good no more. */
    rotateKeys(): Answer<PlaybackKeys>;
  };
}

const KEYS = '/api/v1/playback-keys';

const tokensPath = (assetId: string): string => `/api/v1/assets/${assetId}/playback-tokens`;

export const createPlaybackClient = (request: ReturnType<typeof createRequest>): PlaybackClient => ({
  playback: {
    createToken: (assetId, body = {}) =>
      request({ method: 'POST', path: tokensPath(assetId), body, schema: NewPlaybackTokenSchema }),
    tokens: (assetId, signal) =>
      request({ path: tokensPath(assetId), signal, schema: PlaybackTokenListSchema }),
    revoke: (assetId, tokenId) =>
      request<void>({
        method: 'DELETE',
        path: tokenId === undefined ? tokensPath(assetId) : `${tokensPath(assetId)}/${tokenId}`,
      }),
    keys: (signal) => request({ path: KEYS, signal, schema: PlaybackKeysSchema }),
    rotateKeys: () => request({ method: 'POST', path: `${KEYS}/rotate`, schema: PlaybackKeysSchema }),
  },
});
