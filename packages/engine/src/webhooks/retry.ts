const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** For how long somebody who does not answer is tried. */
export const GIVE_UP_AFTER_MS = 72 * HOUR_MS;

/** Waits after the first tries; the last one repeats. */
const WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
];

/**
 * When to try again after `attempts` tries of something that happened at `createdAtMs`; null when three days have passed.
 * `random` in 0 to 1 spreads those that failed together over half of the wait.
 */
export const nextAttemptAtMs = (
  attempts: number,
  createdAtMs: number,
  nowMs: number,
  random: number,
): number | null => {
  const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? SECOND_MS;
  const at = nowMs + wait * (0.75 + random / 2);
  return at > createdAtMs + GIVE_UP_AFTER_MS ? null : Math.round(at);
};
