import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import { formatDate } from '../design/format.ts';
import { JOB_STATES } from '../library/job-words.ts';
import styles from './job-history.module.css';
import { Panel } from './panel.tsx';

/** Jobs before the newest one; nothing when there was none. */
export const JobHistory = ({
  assetId,
  newestId,
}: {
  readonly assetId: string;
  readonly newestId: string | undefined;
}) => {
  const { data } = useQuery({
    queryKey: keys.jobsOf(assetId),
    queryFn: ({ signal }) => unwrap(client.jobs.list({ assetId, limit: 20 }, signal)),
  });
  const earlier = data?.items.filter((job) => job.id !== newestId) ?? [];
  if (earlier.length === 0) return null;
  return (
    <Panel title="Earlier jobs">
      <ul className={styles.jobs}>
        {earlier.map((job) => (
          <li key={job.id}>
            <span className={styles.recipe}>{job.recipeName}</span>
            <Badge tone={JOB_STATES[job.state].tone}>{JOB_STATES[job.state].word}</Badge>
            <span className={styles.when}>{formatDate(job.createdAt)}</span>
            {job.error ? <span className={styles.why}>{job.error.message}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
};
