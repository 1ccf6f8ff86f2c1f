import type { ApiError } from '@reelmill/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { patiently, remedyFor, waitBefore } from './retry.ts';

const error = (code: ApiError['code'], details?: Record<string, unknown>): ApiError =>
  details ? { code, message: '', details } : { code, message: '' };
const { signal } = new AbortController();

describe('what is done about an error', () => {
  it.each([
    ['SHUTTING_DOWN', 'wait'],
    ['RATE_LIMITED', 'wait'],
    ['INTERNAL', 'retry'],
    ['UPLOAD_LOCKED', 'retry'],
    ['CHECKSUM_MISMATCH', 'send-again'],
    ['UPLOAD_GONE', 'send-again'],
    ['INVALID_RECIPE', 'none'],
    ['QUOTA_EXCEEDED', 'none'],
    ['NO_SPACE', 'none'],
    ['UNAUTHENTICATED', 'none'],
  ] as const)('%s: %s', (code, remedy) => {
    expect(remedyFor(error(code))).toBe(remedy);
  });

  it('waits longer after each failure, with jitter, and not for ever longer', () => {
    const waits = (random: number) =>
      [1, 2, 3, 99].map((failures) => waitBefore(error('SHUTTING_DOWN'), failures, () => random));
    expect(waits(0.5)).toEqual([300, 600, 1200, 20_000]);
    expect(waits(0)).toEqual([150, 300, 600, 10_000]);
  });

  it('waits as long as the server asks', () => {
    expect(waitBefore(error('RATE_LIMITED', { retryAfterSeconds: 7 }), 1)).toBe(7000);
  });

  it('gives up on what does not pass, at once or after a while', () => {
    expect(waitBefore(error('INVALID_RECIPE'), 1)).toBeUndefined();
    expect(waitBefore(error('INTERNAL'), 6)).toBeTypeOf('number');
    expect(waitBefore(error('INTERNAL'), 7)).toBeUndefined();
  });
});

it('starts counting anew when something got through', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let bytes = 0;
  const told: (string | undefined)[] = [];
  const ended = patiently<string>(
    async () => {
      bytes += 1;
      // Far more failures than it would bear without a byte between them.
      return bytes > 20 ? { ok: true, value: 'sent' } : { ok: false, error: error('INTERNAL') };
    },
    { signal, onWait: (reason) => told.push(reason?.code), bytesMoved: () => bytes },
  );
  await vi.runAllTimersAsync();
  expect(await ended).toEqual({ ok: true, value: 'sent' });
  expect(told.slice(0, 2)).toEqual(['INTERNAL', undefined]);
});
