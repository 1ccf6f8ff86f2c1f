import type { UploadHandle } from '@reelmill/client';
import { useQuery } from '@tanstack/react-query';
import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { Link } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { IconButton } from '../design/button.tsx';
import { ProgressBar } from '../design/progress-bar.tsx';
import styles from './upload-list.module.css';
import { useUploads } from './upload-provider.tsx';
import { uploadStage } from './upload-stage.ts';
import { useUpload } from './use-upload.ts';

export const UploadRow = ({ handle }: { readonly handle: UploadHandle }) => {
  useUpload(handle);
  const { dismiss } = useUploads();
  const { jobId, assetId, state } = handle;
  const { data: job } = useQuery({
    queryKey: keys.jobSummary(jobId ?? ''),
    queryFn: ({ signal }) => unwrap(client.jobs.get(jobId ?? '', signal)),
    enabled: jobId !== null,
  });
  const stage = uploadStage(handle, job);
  const isOver =
    state === 'cancelled' || state === 'failed' || (job !== undefined && job.finishedAt !== null);
  const isJobRunning = state === 'complete' && job?.finishedAt === null;
  const isSending = state === 'uploading' || state === 'waiting-for-network';
  return (
    <li className={styles.row} data-testid="upload-row">
      <div className={styles.head}>
        <div className={styles.name}>
          {assetId ? <Link to={`/assets/${assetId}`}>{handle.fileName}</Link> : handle.fileName}
        </div>
        <div className={styles.stage}>
          <span data-testid="upload-stage" className={styles[stage.tone]}>
            {stage.word}
          </span>
          {stage.detail ? <span className={styles.detail}>{stage.detail}</span> : null}
        </div>
      </div>
      <div className={styles.tools}>
        {isSending ? (
          <IconButton label={`Pause ${handle.fileName}`} onClick={() => handle.pause()}>
            <Pause aria-hidden />
          </IconButton>
        ) : null}
        {state === 'paused' ? (
          <IconButton label={`Go on with ${handle.fileName}`} onClick={() => handle.resume()}>
            <Play aria-hidden />
          </IconButton>
        ) : null}
        {state === 'failed' ? (
          <IconButton label={`Try ${handle.fileName} again`} onClick={() => handle.resume()}>
            <RotateCcw aria-hidden />
          </IconButton>
        ) : null}
        {isJobRunning && job ? (
          <IconButton label={`Cancel ${handle.fileName}`} onClick={() => void client.jobs.cancel(job.id)}>
            <X aria-hidden />
          </IconButton>
        ) : null}
        {isOver ? (
          <IconButton label={`Remove ${handle.fileName} from this list`} onClick={() => dismiss(handle)}>
            <X aria-hidden />
          </IconButton>
        ) : state !== 'complete' ? (
          <IconButton label={`Cancel ${handle.fileName}`} onClick={() => void handle.cancel()}>
            <X aria-hidden />
          </IconButton>
        ) : null}
      </div>
      <div className={styles.bar}>
        <ProgressBar
          value={stage.progress}
          label={`${handle.fileName}: ${stage.word}`}
          tone={stage.tone}
          testId="upload-progress"
        />
      </div>
    </li>
  );
};
