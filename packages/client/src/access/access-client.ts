import {
  type ApiError,
  type ApiKey,
  type ApiKeyList,
  ApiKeyListSchema,
  ApiKeySchema,
  type CreateApiKey,
  type NewApiKey,
  NewApiKeySchema,
  type OwnQuota,
  type Result,
  type RotateApiKey,
  type Session,
  SessionSchema,
  type User,
  type UserList,
  UserListSchema,
  UserSchema,
} from '@reelmill/core';
import type { createRequest } from '../http/request.ts';

type Answer<T> = Promise<Result<T, ApiError>>;

/** Who is there, and the keys they come in by. */
export interface AccessClient {
  readonly session: {
    /** UNAUTHENTICATED where a key is needed and none was shown. */
    get(signal?: AbortSignal): Answer<Session>;
    /** In a browser: it shows the key once, and keeps a cookie that no script reads. */
    login(key: string): Answer<Session>;
    logout(): Answer<void>;
  };
  /** For administrators. */
  readonly keys: {
    list(signal?: AbortSignal): Answer<ApiKeyList>;
    /** The answer holds the key, this once. */
    create(input: CreateApiKey): Answer<NewApiKey>;
    /** Another key in its place; the old one works a while longer. */
    rotate(id: string, input?: RotateApiKey): Answer<NewApiKey>;
    revoke(id: string): Answer<ApiKey>;
  };
  /** For administrators: whom keys were made for, and how much each may have. */
  readonly users: {
    list(signal?: AbortSignal): Answer<UserList>;
    /** In place of what was set before; what is left out is as for everybody. */
    setQuota(userId: string, quota: OwnQuota): Answer<User>;
  };
}

const SESSION = '/api/v1/session';
const KEYS = '/api/v1/keys';
const USERS = '/api/v1/users';

export const createAccessClient = (request: ReturnType<typeof createRequest>): AccessClient => ({
  session: {
    get: (signal) => request({ path: SESSION, signal, schema: SessionSchema }),
    login: (key) => request({ method: 'POST', path: SESSION, body: { key }, schema: SessionSchema }),
    logout: () => request<void>({ method: 'DELETE', path: SESSION }),
  },
  keys: {
    list: (signal) => request({ path: KEYS, signal, schema: ApiKeyListSchema }),
    create: (body) => request({ method: 'POST', path: KEYS, body, schema: NewApiKeySchema }),
    rotate: (id, body = {}) =>
      request({ method: 'POST', path: `${KEYS}/${id}/rotate`, body, schema: NewApiKeySchema }),
    revoke: (id) => request({ method: 'POST', path: `${KEYS}/${id}/revoke`, schema: ApiKeySchema }),
  },
  users: {
    list: (signal) => request({ path: USERS, signal, schema: UserListSchema }),
    setQuota: (userId, body) =>
      request({
        ...{ method: 'PUT', path: `${USERS}/${encodeURIComponent(userId)}/quota`, body, schema: UserSchema },
      }),
  },
});
