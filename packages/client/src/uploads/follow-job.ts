import type { ApiError, JobSummary, ReelmillEvent, Result } from '@reelmill/core';
import type { EventHandlers, Subscription } from '../events/subscribe.ts';

/** Tells how a job stands until it has ended; resolves to its end, or undefined when it is gone. Rejects with the signal's reason. */
export type FollowJob = (
  jobId: string,
  options: { readonly signal: AbortSignal; readonly onJob: (job: JobSummary) => void },
) => Promise<JobSummary | undefined>;

/** One socket for all that are followed, open while there are any. */
export const createFollowJob = ({
  getJob,
  subscribe,
}: {
  readonly getJob: (id: string) => Promise<Result<JobSummary, ApiError>>;
  readonly subscribe: (handlers: EventHandlers) => Subscription;
}): FollowJob => {
  const followers = new Map<string, Set<(job: JobSummary | undefined) => void>>();
  let socket: Subscription | undefined;

  const tell = (jobId: string, job: JobSummary | undefined): void => {
    for (const follower of [...(followers.get(jobId) ?? [])]) follower(job);
  };
  const read = async (jobId: string): Promise<void> => {
    const answer = await getJob(jobId);
    if (answer.ok) tell(jobId, answer.value);
    else if (answer.error.code === 'NOT_FOUND') tell(jobId, undefined);
  };
  const readAll = (): void => {
    for (const jobId of followers.keys()) void read(jobId);
  };
  const onEvent = (event: ReelmillEvent): void => {
    if (event.type === 'job.updated' || event.type === 'job.progress') tell(event.job.id, event.job);
    else if (event.type === 'asset.deleted') readAll();
  };

  return async (jobId, { signal, onJob }) => {
    signal.throwIfAborted();
    const ended = Promise.withResolvers<JobSummary | undefined>();
    let last: JobSummary | undefined;
    const follower = (job: JobSummary | undefined): void => {
      if (!job) return ended.resolve(undefined);
      // An answer that was on its way while events came in.
      if (last && job.finishedAt === null && job.progress < last.progress) return;
      last = job;
      onJob(job);
      if (job.finishedAt !== null) ended.resolve(job);
    };
    const abort = (): void => ended.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const others = followers.get(jobId) ?? new Set();
    followers.set(jobId, others.add(follower));
    if (socket) void read(jobId);
    else {
      socket = subscribe({
        onEvent,
        onReset: readAll,
        // What happened before the first hello is only in the answer to a question.
        onStatus: (status) => status === 'live' && readAll(),
      });
    }
    try {
      return await ended.promise;
    } finally {
      signal.removeEventListener('abort', abort);
      others.delete(follower);
      if (others.size === 0) followers.delete(jobId);
      if (followers.size === 0) {
        socket?.close();
        socket = undefined;
      }
    }
  };
};
