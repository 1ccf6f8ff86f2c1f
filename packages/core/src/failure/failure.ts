import { z } from 'zod';

/**
 * Why something failed, as the retry policy sees it (DESIGN §4.9).
 * `bad-input` and `unsupported` never retry; `transient`, `stalled`, `no-space` and `worker-lost` retry with backoff.
 */
export const FAILURE_REASONS = [
  'bad-input',
  'unsupported',
  'limit-exceeded',
  'transient',
  'stalled',
  'no-space',
  'worker-lost',
  'cancelled',
  'bug',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Every failure code once, with the HTTP status the API answers with. Documented in docs/errors.md. */
export const FAILURE_CODES = {
  // what the caller sent
  INVALID_REQUEST: 400,
  INVALID_RECIPE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  QUOTA_EXCEEDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  TOKEN_REFUSED: 403,
  HOST_UNKNOWN: 421,
  RATE_LIMITED: 429,
  // an address a user gave
  FETCH_REFUSED: 422,
  FETCH_FAILED: 502,
  // tus 1.0
  UPLOAD_OFFSET_MISMATCH: 409,
  UPLOAD_FINAL: 403,
  UPLOAD_GONE: 410,
  TUS_VERSION_UNSUPPORTED: 412,
  UPLOAD_LOCKED: 423,
  CHECKSUM_MISMATCH: 460,
  // the media
  NOT_MEDIA: 422,
  NOT_A_VIDEO: 422,
  MEDIA_EMPTY: 422,
  MEDIA_DAMAGED: 422,
  MEDIA_ENCRYPTED: 422,
  CODEC_UNSUPPORTED: 422,
  TOO_MANY_PIXELS: 422,
  TOO_LONG: 422,
  TOO_MANY_TRACKS: 422,
  CONVERT_IMPOSSIBLE: 422,
  TARGET_SIZE_TOO_SMALL: 422,
  REPLACEMENT_REFUSED: 422,
  // an encrypted file
  WRONG_KEY: 403,
  ENCRYPTED_FILE_DAMAGED: 422,
  // a bundle of frames
  BUNDLE_INVALID: 422,
  // the machine
  ENCODER_MISSING: 500,
  FFMPEG_MISSING: 500,
  FFMPEG_FAILED: 500,
  FFMPEG_STALLED: 500,
  TIME_LIMIT: 500,
  OUTPUT_INVALID: 500,
  BLOB_MISSING: 500,
  STORE_UNREACHABLE: 503,
  WORKER_LOST: 500,
  NO_SPACE: 507,
  SHUTTING_DOWN: 503,
  CANCELLED: 409,
  INTERNAL: 500,
} as const;
export type FailureCode = keyof typeof FAILURE_CODES;

export const FailureSchema = z.object({
  code: z.enum(Object.keys(FAILURE_CODES) as [FailureCode, ...FailureCode[]]),
  reason: z.enum(FAILURE_REASONS),
  /** One sentence a person can act on; never a stack trace or a path of the server. */
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Failure = Readonly<z.infer<typeof FailureSchema>>;

export const failure = (
  code: FailureCode,
  reason: FailureReason,
  message: string,
  details?: Record<string, unknown>,
): Failure => (details === undefined ? { code, reason, message } : { code, reason, message, details });

const RETRYABLE: ReadonlySet<FailureReason> = new Set(['transient', 'stalled', 'no-space', 'worker-lost']);

/** Whether trying the same step again can help. */
export const isRetryable = (error: Failure): boolean => RETRYABLE.has(error.reason);
