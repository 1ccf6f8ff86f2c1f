import { LANES, type Lane } from '@reelmill/core';
import type { Dispatch, StepRecord } from '../ports/index.ts';
import type { LaneLimits } from '../steps/step-kind.ts';
import { claimSteps } from './claim-steps.ts';
import { failSteps, workerLost } from './fail-steps.ts';
import { runAttempt } from './run-attempt.ts';
import type { RunContext } from './run-context.ts';

/** How often the database is asked without a hint: hints may be lost, leases run out, backoffs end. */
const LOOK_EVERY_MS = 1000;

export interface Scheduler {
  start(): void;
  /** Ends running attempts, leaves their steps to the next start, and resolves when all their processes are gone. */
  stop(): Promise<void>;
  /** Ends this job's attempts and resolves when their processes are gone. */
  abortJob(jobId: string): Promise<void>;
}

/** Fills every lane with due steps, as many as its limit allows. */
export const createScheduler = (context: RunContext, dispatch: Dispatch, limits: LaneLimits): Scheduler => {
  const running = new Map<
    string,
    {
      readonly jobId: string;
      readonly steps: readonly StepRecord[];
      readonly abort: AbortController;
      readonly done: Promise<void>;
    }
  >();
  const busy: Record<Lane, number> = { light: 0, cpu: 0, gpu: 0, io: 0 };
  let stopped = true;
  let filling: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};

  const begin = (steps: readonly [StepRecord, ...StepRecord[]]): void => {
    const [step] = steps;
    const abort = new AbortController();
    const id = `${step.jobId}/${step.key}/${step.epoch}`;
    busy[step.lane] += 1;
    const done = runAttempt(context, steps, abort.signal).finally(() => {
      busy[step.lane] -= 1;
      running.delete(id);
      wake();
    });
    running.set(id, { jobId: step.jobId, steps, abort, done });
  };

  const fillLane = async (lane: Lane): Promise<void> => {
    while (!stopped && busy[lane] < limits[lane]) {
      const claimed = await claimSteps(context, lane);
      if (!claimed) return;
      const [first, ...others] = claimed;
      if (first) begin([first, ...others]);
    }
  };

  /** However late this process is with a lease, as after it was suspended, it knows that the step is in its hands. */
  const isHeldHere = ({ jobId, key, epoch }: StepRecord): boolean =>
    [...running.values()].some(({ steps }) =>
      steps.some((held) => held.jobId === jobId && held.key === key && held.epoch === epoch),
    );

  const takeBackExpired = async (): Promise<void> => {
    for (const step of await context.store.direct.steps.expired(context.nowMs())) {
      if (isHeldHere(step)) continue;
      await failSteps(context, [step], 'lost', workerLost());
    }
  };

  const fill = async (): Promise<void> => {
    while (again && !stopped) {
      again = false;
      await takeBackExpired();
      for (const lane of LANES) await fillLane(lane);
    }
    filling = undefined;
  };

  const wake = (): void => {
    if (stopped) return;
    again = true;
    filling ??= fill().catch((error: unknown) => {
      filling = undefined;
      context.log.error({ err: error }, 'the scheduler could not look for work');
    });
  };

  const end = async (ids: readonly string[]): Promise<void> => {
    const ending = ids.flatMap((id) => running.get(id) ?? []);
    for (const attempt of ending) attempt.abort.abort();
    await Promise.all(ending.map((attempt) => attempt.done));
  };

  return {
    start: () => {
      stopped = false;
      stopListening = dispatch.onWake(wake);
      timer = setInterval(wake, LOOK_EVERY_MS);
      timer.unref();
      wake();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      stopListening();
      await filling;
      await end([...running.keys()]);
    },
    abortJob: (jobId) => end([...running].filter(([, attempt]) => attempt.jobId === jobId).map(([id]) => id)),
  };
};
