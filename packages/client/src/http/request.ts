import { type ApiError, ApiErrorSchema, err, ok, type Result } from '@reelmill/core';

export interface HttpOptions {
  /** Origin of the server, without a slash at the end; empty for the page's own. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
}

interface Call<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  /** Sent as it is, instead of a body in JSON. */
  readonly file?: Blob;
  readonly signal?: AbortSignal | undefined;
  /** Reads and checks the answer; left out where there is none. */
  readonly schema?: { safeParse(value: unknown): { success: true; data: T } | { success: false } };
}

/** What the server, or the way to it, made of a call. Never throws, but for an abort the caller asked for. */
export const createRequest =
  (options: HttpOptions) =>
  async <T>(call: Call<T>): Promise<Result<T, ApiError>> => {
    const send = options.fetch ?? fetch;
    let response: Response;
    try {
      response = await send(`${options.baseUrl}${call.path}${queryString(call.query)}`, {
        method: call.method ?? 'GET',
        ...(call.body === undefined
          ? {}
          : { body: JSON.stringify(call.body), headers: { 'content-type': 'application/json' } }),
        ...(call.file === undefined
          ? {}
          : { body: call.file, headers: { 'content-type': 'application/octet-stream' } }),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (error) {
      if (call.signal?.aborted) throw error;
      return err({ code: 'SHUTTING_DOWN', message: 'Reelmill cannot be reached. Is it running?' });
    }
    const answer: unknown =
      response.status === 204 ? undefined : await response.json().catch(() => undefined);
    if (!response.ok) {
      const parsed = ApiErrorSchema.safeParse(answer);
      return err(
        parsed.success
          ? parsed.data
          : { code: 'INTERNAL', message: `The server answered with status ${response.status}.` },
      );
    }
    if (!call.schema) return ok(undefined as T);
    const parsed = call.schema.safeParse(answer);
    return parsed.success
      ? ok(parsed.data)
      : err({
          code: 'INTERNAL',
          message: 'The server answered in a way this version does not understand; reload the page.',
        });
  };

const queryString = (query: Call<unknown>['query']): string => {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
};
