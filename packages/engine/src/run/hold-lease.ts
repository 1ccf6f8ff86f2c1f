import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/**
 * Renews a step's lease while it runs. `lost` fires when the step was cancelled or taken over: the renewal then matches
 * no row.
 */
export const holdLease = (context: RunContext, step: StepRecord) => {
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    // Without an fsync: a power cut ends the worker as well, and its lease with it.
    const held = await context.store.transaction(
      (tx) =>
        tx.steps.update(
          step.jobId,
          step.key,
          { leaseExpiresAtMs: context.nowMs() + context.policy.leaseMs },
          { epoch: step.epoch, states: ['running'] },
        ),
      { durable: false },
    );
    if (!held) lost.abort(new Error('the step is no longer held'));
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) =>
      context.log.error({ err: error, jobId: step.jobId }, 'lease not renewed'),
    );
  }, context.policy.leaseMs / 3);
  timer.unref();
  return { lost: lost.signal, release: () => clearInterval(timer) };
};
