import { type ApiError, ApiErrorSchema } from '@reelmill/core';

/** An answer that is no success, from whichever HTTP client. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  /** `Retry-After` in seconds (RFC 9110 §10.2.3). */
  readonly retryAfter?: string | null | undefined;
}

/** What a refusal means: the server's own words, or what is known by its status, as of a proxy or an answer to HEAD. */
export const problemOf = ({ status, body, retryAfter }: Refusal): ApiError => {
  const told = ApiErrorSchema.safeParse(jsonOf(body));
  const error: ApiError = told.success
    ? told.data
    : { code: CODES[status] ?? 'INTERNAL', message: `The server answered with status ${status}.` };
  const retryAfterSeconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(retryAfterSeconds)
    ? { ...error, details: { ...error.details, retryAfterSeconds } }
    : error;
};

export const problemOfResponse = async (response: Response): Promise<ApiError> =>
  problemOf({
    status: response.status,
    body: await response.text().catch(() => ''),
    retryAfter: response.headers.get('retry-after'),
  });

const CODES: Readonly<Record<number, ApiError['code']>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'UPLOAD_GONE',
  413: 'PAYLOAD_TOO_LARGE',
  423: 'UPLOAD_LOCKED',
  429: 'RATE_LIMITED',
  502: 'SHUTTING_DOWN',
  503: 'SHUTTING_DOWN',
  504: 'SHUTTING_DOWN',
  507: 'NO_SPACE',
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
