import type { ApiError, Result } from '@reelmill/core';

/**
 * `wait`: passes by itself, however long it takes. `retry`: may pass, so a few times. `send-again`: what was sent is no
 * longer there. `none`: the same request would be refused again.
 */
export type Remedy = 'wait' | 'retry' | 'send-again' | 'none';

const REMEDIES: Partial<Readonly<Record<ApiError['code'], Remedy>>> = {
  SHUTTING_DOWN: 'wait',
  RATE_LIMITED: 'wait',
  INTERNAL: 'retry',
  UPLOAD_LOCKED: 'retry',
  UPLOAD_OFFSET_MISMATCH: 'retry',
  CONFLICT: 'retry',
  NOT_FOUND: 'send-again',
  UPLOAD_GONE: 'send-again',
  CHECKSUM_MISMATCH: 'send-again',
};

/** What can be done about an error of the API. */
export const remedyFor = ({ code }: ApiError): Remedy => REMEDIES[code] ?? 'none';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 20_000;
const MOST_RETRIES = 6;

/**
 * Milliseconds until the next try after so many failures in a row, or undefined when there is no point in one. At least
 * what the server asked for; with jitter, so that the clients of a restarted server do not come back in one moment.
 */
export const waitBefore = (error: ApiError, failures: number, random = Math.random): number | undefined => {
  const remedy = remedyFor(error);
  if (remedy !== 'wait' && (remedy !== 'retry' || failures > MOST_RETRIES)) return undefined;
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + random());
  const asked = Number(error.details?.['retryAfterSeconds'] ?? 0) * 1000;
  return Math.max(grown, asked);
};

/** Tries again what may pass. `onWait` hears why it waits, and null when it goes on. */
export const patiently = async <T>(
  attempt: () => Promise<Result<T, ApiError>>,
  {
    signal,
    onWait,
    bytesMoved,
  }: {
    readonly signal: AbortSignal;
    readonly onWait?: (error: ApiError | null) => void;
    /** Grows as something gets through: then the next failure counts as the first. */
    readonly bytesMoved?: () => number;
  },
): Promise<Result<T, ApiError>> => {
  for (let failures = 1; ; failures += 1) {
    const before = bytesMoved?.();
    const result = await attempt();
    if (result.ok) return result;
    if (bytesMoved?.() !== before) failures = 1;
    const waitMs = waitBefore(result.error, failures);
    if (waitMs === undefined) return result;
    onWait?.(result.error);
    await sleep(waitMs, signal);
    onWait?.(null);
  }
};

/** Node is never told that it is online again. */
const page = globalThis as unknown as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;

/** Sleeps; returns early when the browser is online again. Rejects with the signal's reason. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      page.removeEventListener?.('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    page.addEventListener?.('online', end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
