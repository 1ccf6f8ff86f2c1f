import type { ApiError, Asset, Job, JobSummary, Result } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Info, Pause, Play, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { formatLeft, formatPercent, formatSeconds } from '../design/format.ts';
import { Callout } from '../design/notice.tsx';
import { ProgressBar } from '../design/progress-bar.tsx';
import { JOB_STATES, stageWord } from '../library/job-words.ts';
import { changeJob } from '../live/apply-event.ts';
import styles from './job-panel.module.css';
import { MakeAgain } from './make-again.tsx';
import { Panel } from './panel.tsx';
import { StepList } from './step-list.tsx';

export const JobPanel = ({ jobId, asset }: { readonly jobId: string; readonly asset: Asset }) => {
  const cache = useQueryClient();
  const {
    data: job,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.job(jobId),
    queryFn: ({ signal }) => unwrap(client.jobs.get(jobId, signal)),
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  if (!job) {
    return (
      <Panel title="Job">
        {error ? (
          <>
            <p className={styles.problem}>{error.message}</p>
            <Button onClick={() => void refetch()}>Try again</Button>
          </>
        ) : (
          <div className={styles.loading} aria-busy />
        )}
      </Panel>
    );
  }
  const isUnfinished = job.finishedAt === null;
  const { word, tone } = JOB_STATES[job.state];
  const act = async (action: Promise<Result<JobSummary, ApiError>>) => {
    setIsBusy(true);
    const answer = await action;
    setIsBusy(false);
    if (answer.ok) changeJob(cache, answer.value);
    setProblem(answer.ok ? null : answer.error.message);
  };
  return (
    <Panel
      title="Job"
      action={
        isUnfinished ? (
          <div className={styles.actions}>
            {job.state === 'paused' ? (
              <Button
                icon={<Play aria-hidden />}
                onClick={() => void act(client.jobs.resume(job.id))}
                data-testid="resume-job"
              >
                Resume
              </Button>
            ) : (
              <Button
                icon={<Pause aria-hidden />}
                onClick={() => void act(client.jobs.pause(job.id))}
                data-testid="pause-job"
              >
                Pause
              </Button>
            )}
            <Button
              look="danger"
              icon={<X aria-hidden />}
              disabled={isBusy}
              onClick={() => void act(client.jobs.cancel(job.id))}
              data-testid="cancel-job"
            >
              Cancel
            </Button>
          </div>
        ) : (
          <Badge tone={tone}>{word}</Badge>
        )
      }
    >
      <p className={styles.summary}>
        <span className={styles.recipeName}>{job.recipeName}</span>
        <span>{summaryOf(job)}</span>
      </p>
      {/* A full green bar would say nothing that the word above does not. */}
      {job.state === 'succeeded' ? null : (
        <ProgressBar
          value={job.progress}
          label={`Job: ${stageWord(job)}`}
          tone={job.state === 'failed' ? 'bad' : job.state === 'running' ? 'work' : 'still'}
        />
      )}
      <StepList steps={job.stepDetails} saidAlready={job.error?.message} />
      <div className={styles.remarks}>
        {job.warnings.map((warning) => (
          <Callout key={warning} tone="warn" icon={<TriangleAlert aria-hidden />}>
            {warning}
          </Callout>
        ))}
        {job.notes.map((note) => (
          <Callout key={note} tone="neutral" icon={<Info aria-hidden />}>
            {note}
          </Callout>
        ))}
        {problem ? (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        ) : null}
      </div>
      {isUnfinished ? null : (
        <div className={styles.again}>
          {job.state === 'succeeded' ? null : (
            <Button
              icon={<RotateCcw aria-hidden />}
              disabled={isBusy}
              onClick={() => void act(client.jobs.retry(job.id))}
              data-testid="retry-job"
            >
              Retry
            </Button>
          )}
          <MakeAgain assetId={asset.id} lastJob={job} onProblem={setProblem} />
        </div>
      )}
    </Panel>
  );
};

const summaryOf = (job: Job): string => {
  if (job.finishedAt === null) {
    const eta = job.etaSeconds === null ? '' : ` · ${formatLeft(job.etaSeconds)}`;
    return `${stageWord(job)} ${formatPercent(job.progress)}${eta}`;
  }
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt ?? job.finishedAt)) / 1000;
  const cached =
    job.steps.cached === 0 ? '' : `${job.steps.cached} of ${job.steps.total} steps from cache · `;
  return `${cached}${formatSeconds(seconds)}`;
};
