import { type Failure, failure } from '@reelmill/core';
import { boundBytes } from '@reelmill/engine';
import type { FastifyReply } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';

/** So many at once, and then so many a second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Counts by name, such as a key's or an address's. */
export interface RateLimit {
  /** Takes one; or says in how many ms there is one again, and takes none. */
  take(name: string): number;
}

/** The most names that are kept apart; of more the longest idle are forgotten, which forgives them. */
const MOST_NAMES = 50_000;

/** A generic cell rate algorithm (ITU-T I.371): one number for each name, the time at which its bucket is full again. */
export const createRateLimit = ({ perSecond, burst }: Rate, nowMs: () => number): RateLimit => {
  const everyMs = 1000 / perSecond;
  const toleranceMs = everyMs * (burst - 1);
  const fullAtMs = new Map<string, number>();
  return {
    take: (name) => {
      const now = nowMs();
      const from = Math.max(fullAtMs.get(name) ?? now, now);
      const waitMs = from - now - toleranceMs;
      if (waitMs > 0) return waitMs;
      // Last used comes last.
      fullAtMs.delete(name);
      fullAtMs.set(name, from + everyMs);
      const [oldest] = fullAtMs.keys();
      if (fullAtMs.size > MOST_NAMES && oldest !== undefined) fullAtMs.delete(oldest);
      return 0;
    },
  };
};

/** What one key, and one address without a key, may ask of the server. */
export interface RateLimits {
  readonly keys: RateLimit;
  readonly addresses: RateLimit;
  /** Keys that were none. A good one is never kept waiting by them: nobody guesses 256 bits, but many tries fill logs. */
  readonly failures: RateLimit;
}

const ADDRESS_RATE: Rate = { perSecond: 20, burst: 200 };
const FAILURE_RATE: Rate = { perSecond: 1 / 6, burst: 10 };
/** Ten seconds' worth at once: a page that opens asks for much in the same moment. */
const BURST_SECONDS = 10;

/** Requests a second with one key, unless told otherwise. */
export const USUAL_RATE = 200;

export const createRateLimits = (perSecond: number, nowMs: () => number = Date.now): RateLimits => ({
  keys: createRateLimit({ perSecond, burst: perSecond * BURST_SECONDS }, nowMs),
  addresses: byNetwork(createRateLimit(ADDRESS_RATE, nowMs)),
  failures: byNetwork(createRateLimit(FAILURE_RATE, nowMs)),
});

/** Of IPv6 everybody has 2^64 addresses. */
const byNetwork = ({ take }: RateLimit): RateLimit => ({
  take: (address) => take(Buffer.from(boundBytes(address) ?? []).toString('hex')),
});

/** 429, and when to come back. */
export const sendTooMany = (reply: FastifyReply, waitMs: number, what: string): FastifyReply => {
  const seconds = Math.ceil(waitMs / 1000);
  return sendFailure(reply.header('retry-after', seconds), tooMany(what, seconds));
};

const tooMany = (what: string, seconds: number): Failure =>
  failure('RATE_LIMITED', 'limit-exceeded', `Too many ${what}; try again in ${seconds} s.`);
