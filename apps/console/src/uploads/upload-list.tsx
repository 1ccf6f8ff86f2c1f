import type { JobSummary } from '@reelmill/core';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import { InterruptedRow } from './interrupted-row.tsx';
import styles from './upload-list.module.css';
import { type UploadEntry, useUploads } from './upload-provider.tsx';
import { UploadRow } from './upload-row.tsx';

/** Files on their way, and those a closed page left half sent. */
export const UploadList = () => {
  const { entries, interrupted, dismiss } = useUploads();
  const cache = useQueryClient();
  const count = entries.length + interrupted.length;
  const clear = () => {
    for (const entry of entries) if (isOver(cache, entry)) dismiss(entry);
  };
  if (count === 0) return null;
  return (
    <section className={styles.section} aria-label="Uploads">
      <div className={styles.title}>
        <h2>
          Uploads <span className={styles.count}>{count}</span>
        </h2>
        {entries.length > 1 ? (
          <Button look="quiet" onClick={clear}>
            Clear finished
          </Button>
        ) : null}
      </div>
      <ul className={styles.list}>
        {interrupted.map((upload) => (
          <InterruptedRow key={upload.uploadUrl} upload={upload} />
        ))}
        {entries.map((entry) => (
          <UploadRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
};

const isOver = (cache: QueryClient, { handle }: UploadEntry): boolean => {
  const job = cache.getQueryData<JobSummary>(keys.jobSummary(handle.jobId ?? ''));
  return handle.state === 'cancelled' || (job !== undefined && job.finishedAt !== null);
};
