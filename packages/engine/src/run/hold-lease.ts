import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/**
 * Renews the steps' lease while they run. `lost` fires when one was cancelled or taken over: the renewal then matches no
 * row.
 */
export const holdLease = (context: RunContext, steps: readonly StepRecord[]) => {
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    // Without an fsync: a power cut ends the worker as well, and its lease with it.
    const held = await context.store.transaction(
      async (tx) => {
        const leaseExpiresAtMs = context.nowMs() + context.policy.leaseMs;
        for (const { jobId, key, epoch } of steps) {
          if (!(await tx.steps.update(jobId, key, { leaseExpiresAtMs }, { epoch, states: ['running'] })))
            return false;
        }
        return true;
      },
      { durable: false },
    );
    if (!held) lost.abort(new Error('the step is no longer held'));
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) =>
      context.log.error({ err: error, jobId: steps[0]?.jobId }, 'lease not renewed'),
    );
  }, context.policy.leaseMs / 3);
  timer.unref();
  return { lost: lost.signal, release: () => clearInterval(timer) };
};
