import type { Asset, Job } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { Info, RotateCcw, TriangleAlert, Wand2, X } from 'lucide-react';
import { useId, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { formatPercent, formatSeconds } from '../design/format.ts';
import { Callout } from '../design/notice.tsx';
import { ProgressBar } from '../design/progress-bar.tsx';
import { JOB_STATES, stageWord } from '../library/job-words.ts';
import styles from './job-panel.module.css';
import { Panel } from './panel.tsx';
import { StepList } from './step-list.tsx';

export const JobPanel = ({ jobId, asset }: { readonly jobId: string; readonly asset: Asset }) => {
  const { data: job } = useQuery({
    queryKey: keys.job(jobId),
    queryFn: ({ signal }) => unwrap(client.jobs.get(jobId, signal)),
  });
  const [problem, setProblem] = useState<string | null>(null);
  if (!job) return <Panel title="Job">Loading…</Panel>;
  const isRunning = job.finishedAt === null;
  const { word, tone } = JOB_STATES[job.state];
  const act = async (action: Promise<{ ok: true } | { ok: false; error: { message: string } }>) => {
    const answer = await action;
    setProblem(answer.ok ? null : answer.error.message);
  };
  return (
    <Panel
      title="Job"
      action={
        isRunning ? (
          <Button
            look="danger"
            icon={<X aria-hidden />}
            onClick={() => void act(client.jobs.cancel(job.id))}
            data-testid="cancel-job"
          >
            Cancel
          </Button>
        ) : (
          <Badge tone={tone}>{word}</Badge>
        )
      }
    >
      <p className={styles.summary}>
        <span>{job.recipeName}</span>
        <span>{summaryOf(job)}</span>
      </p>
      <ProgressBar
        value={job.state === 'succeeded' ? 1 : job.progress}
        label={`Job: ${stageWord(job)}`}
        tone={
          job.state === 'succeeded' ? 'good' : job.state === 'failed' ? 'bad' : isRunning ? 'work' : 'still'
        }
      />
      <StepList steps={job.stepDetails} />
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
      {isRunning ? null : (
        <div className={styles.again}>
          {job.state === 'succeeded' ? null : (
            <Button
              icon={<RotateCcw aria-hidden />}
              onClick={() => void act(client.jobs.retry(job.id))}
              data-testid="retry-job"
            >
              Retry
            </Button>
          )}
          <MakeAgain assetId={asset.id} onProblem={setProblem} />
        </div>
      )}
    </Panel>
  );
};

const summaryOf = (job: Job): string => {
  if (job.finishedAt === null) {
    const eta = job.etaSeconds === null ? '' : ` · about ${formatSeconds(job.etaSeconds)} left`;
    return `${stageWord(job)} ${formatPercent(job.progress)}${eta}`;
  }
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt ?? job.finishedAt)) / 1000;
  return `${job.steps.executed} run, ${job.steps.cached} from cache · ${formatSeconds(seconds)}`;
};

const MakeAgain = ({
  assetId,
  onProblem,
}: {
  readonly assetId: string;
  readonly onProblem: (message: string | null) => void;
}) => {
  const { data: recipes } = useQuery({
    queryKey: keys.recipes,
    queryFn: ({ signal }) => unwrap(client.recipes.list(signal)),
  });
  const [recipe, setRecipe] = useState('web');
  const id = useId();
  const start = async () => {
    const answer = await client.jobs.create({ assetId, recipe });
    onProblem(answer.ok ? null : answer.error.message);
  };
  return (
    <div className={styles.make}>
      <label htmlFor={id} className="visually-hidden">
        Recipe
      </label>
      <select id={id} value={recipe} onChange={(event) => setRecipe(event.target.value)}>
        {recipes?.items.map((item) => (
          <option key={item.name} value={item.name}>
            {item.name}
          </option>
        ))}
      </select>
      <Button icon={<Wand2 aria-hidden />} onClick={() => void start()} data-testid="make-again">
        Make again
      </Button>
    </div>
  );
};
