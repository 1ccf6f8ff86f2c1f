import { err, failure, type JobSummary, ok, type Result } from '@reelmill/core';
import type { Commit, Emit } from '../events/commit.ts';
import type { Dispatch, Store, StoreOperations } from '../ports/index.ts';
import type { AdvanceContext } from './advance-job.ts';
import { endJob } from './end-job.ts';
import { jobSummary } from './job-view.ts';
import { pauseJob, resumeJob } from './pause-job.ts';

interface ControlContext extends AdvanceContext {
  readonly store: Store;
  readonly commit: Commit;
  readonly dispatch: Dispatch;
  /** Resolves when the job's processes are gone. */
  readonly abortJob: (jobId: string) => Promise<void>;
}

/** What people do to a job that has not ended; to one that has, each says so. */
export const createJobControl = (context: ControlContext) => {
  const { store, commit, dispatch, abortJob, nowMs } = context;

  const change = async (
    id: string,
    verb: string,
    work: (tx: StoreOperations, emit: Emit) => Promise<void>,
    afterwards: () => Promise<void> | void,
  ): Promise<Result<JobSummary>> => {
    const job = await store.direct.jobs.get(id);
    if (!job) return noSuchJob;
    if (job.finishedAtMs !== null) {
      const ended = job.state === 'cancelled' ? 'been cancelled' : job.state;
      const message = `The job has already ${ended}; there is nothing to ${verb}.`;
      return err(failure('CONFLICT', 'bad-input', message));
    }
    await commit(work);
    await afterwards();
    const changed = await jobSummary(store.direct, id);
    return changed ? ok(changed) : noSuchJob;
  };

  return {
    cancel: (id: string) =>
      change(
        id,
        'cancel',
        (tx, emit) => endJob(tx, emit, nowMs(), id, 'cancelled', null),
        () => abortJob(id),
      ),
    pause: (id: string) =>
      change(
        id,
        'pause',
        (tx, emit) => pauseJob(tx, emit, nowMs(), id),
        () => abortJob(id),
      ),
    resume: (id: string) =>
      change(
        id,
        'resume',
        (tx, emit) => resumeJob(tx, emit, context, id),
        () => dispatch.wake(),
      ),
  };
};

const noSuchJob = err(failure('NOT_FOUND', 'bad-input', 'There is no such job.'));
