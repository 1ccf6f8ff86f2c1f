import { type ApiError, err, ok, type Result } from '@reelmill/core';
import { problemOfResponse } from './problem.ts';

export interface HttpOptions {
  /** Origin of the server, without a slash at the end; empty for the page's own. */
  readonly baseUrl: string;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof fetch;
}

interface Call<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  /** Sent as it is, instead of a body in JSON. */
  readonly file?: Blob;
  readonly signal?: AbortSignal | undefined;
  /** Reads and checks the answer; left out where there is none. */
  readonly schema?: { safeParse(value: unknown): { success: true; data: T } | { success: false } };
  /** Reads an answer that is all in its headers. */
  readonly read?: (response: Response) => T | undefined;
}

/** What the server, or the way to it, made of a call. Never throws, but for an abort the caller asked for. */
export type Request = <T>(call: Call<T>) => Promise<Result<T, ApiError>>;

export const createRequest =
  (options: HttpOptions): Request =>
  async <T>(call: Call<T>): Promise<Result<T, ApiError>> => {
    const send = options.fetch ?? fetch;
    let response: Response;
    try {
      response = await send(`${options.baseUrl}${call.path}${queryString(call.query)}`, {
        method: call.method ?? 'GET',
        headers: { ...typeOf(call), ...options.headers, ...call.headers },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...(call.file === undefined ? {} : { body: call.file }),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (error) {
      if (call.signal?.aborted) throw error;
      return err({ code: 'SHUTTING_DOWN', message: 'Reelmill cannot be reached. Is it running?' });
    }
    if (!response.ok) return err(await problemOfResponse(response));
    if (call.read) return understood(call.read(response));
    if (!call.schema) return ok(undefined as T);
    const parsed = call.schema.safeParse(await response.json().catch(() => undefined));
    return understood(parsed.success ? parsed.data : undefined);
  };

const typeOf = ({ body, file }: Call<unknown>): Record<string, string> => {
  if (body !== undefined) return { 'content-type': 'application/json' };
  return file === undefined ? {} : { 'content-type': 'application/octet-stream' };
};

const understood = <T>(value: T | undefined): Result<T, ApiError> =>
  value === undefined
    ? err({
        code: 'INTERNAL',
        message: 'The server answered in a way this version does not understand; reload the page.',
      })
    : ok(value);

const queryString = (query: Call<unknown>['query']): string => {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)]))}`;
};
