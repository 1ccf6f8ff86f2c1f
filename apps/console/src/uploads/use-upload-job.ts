import type { UploadHandle } from '@reelmill/client';
import type { JobSummary } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { changeJob, laterOf } from '../live/apply-event.ts';

interface UploadJob {
  readonly job: JobSummary | undefined;
  /** Why the last action could not be done. */
  readonly problem: string | null;
  readonly cancel: () => Promise<void>;
  readonly retry: () => Promise<void>;
}

/** The job a finished upload became, and the one that a retry put in its place. */
export const useUploadJob = (handle: UploadHandle): UploadJob => {
  const cache = useQueryClient();
  const [retriedAs, setRetriedAs] = useState<string>();
  const [problem, setProblem] = useState<string | null>(null);
  const jobId = retriedAs ?? handle.jobId;
  const { data: job } = useQuery({
    queryKey: keys.jobSummary(jobId ?? ''),
    queryFn: async ({ signal }): Promise<JobSummary> => {
      const read = await unwrap(client.jobs.get(jobId ?? '', signal));
      return laterOf(cache.getQueryData<JobSummary>(keys.jobSummary(read.id)), read);
    },
    enabled: jobId !== null,
  });
  const act = async (id: string, action: 'cancel' | 'retry') => {
    const answer = await client.jobs[action](id);
    setProblem(answer.ok ? null : answer.error.message);
    if (!answer.ok) return;
    changeJob(cache, answer.value);
    setRetriedAs(answer.value.id);
  };
  return {
    job,
    problem,
    cancel: async () => (job ? act(job.id, 'cancel') : undefined),
    retry: async () => (job ? act(job.id, 'retry') : undefined),
  };
};
