/** What was asked for a week ago counts half. */
const HALF_LIFE_MS = 7 * 24 * 3600_000;

/** How much one use is worth: a file that is taken away is meant more than a look. */
export const WORTH = { view: 1, download: 2 } as const;

/**
 * Scores halve every week, all of them alike, so their order never changes by itself. A rank is a score's logarithm moved
 * to a fixed point of time: ranks of different days can be compared, and kept sorted, without touching those not used.
 */
export const rankAfterUse = (rank: number | undefined, worth: number, nowMs: number): number =>
  Math.log2(scoreOf(rank, nowMs) + worth) + nowMs / HALF_LIFE_MS;

/** What a rank is worth now: the sum of all uses, each halved once for every week that has passed. */
export const scoreOf = (rank: number | undefined, nowMs: number): number =>
  rank === undefined ? 0 : 2 ** (rank - nowMs / HALF_LIFE_MS);
