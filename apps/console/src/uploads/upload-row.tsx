import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import { IconButton } from '../design/button.tsx';
import { formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import { useAnnounce } from '../live/announcer.tsx';
import { spokenStage } from './spoken-stage.ts';
import { StageMark } from './stage-mark.tsx';
import styles from './upload-list.module.css';
import { type UploadEntry, useUploads } from './upload-provider.tsx';
import { uploadStage } from './upload-stage.ts';
import { useUploadChanges } from './use-upload.ts';
import { useUploadJob } from './use-upload-job.ts';

export const UploadRow = ({ entry }: { readonly entry: UploadEntry }) => {
  const { handle } = entry;
  useUploadChanges(useMemo(() => [handle], [handle]));
  const { job, problem, cancel, retry } = useUploadJob(handle);
  const { dismiss } = useUploads();
  const { assetId, state, fileName } = handle;
  const stage = uploadStage(handle, job);
  useSpokenChange(fileName, spokenStage(state, job));
  const isOver = state === 'cancelled' || (job !== undefined && job.finishedAt !== null);
  const isSending = state === 'uploading' || state === 'waiting-for-network' || state === 'queued';
  const isFailedJob = state === 'complete' && (job?.state === 'failed' || job?.state === 'cancelled');
  const giveUp = () => {
    if (isOver) dismiss(entry);
    else if (state === 'complete') void cancel();
    else void handle.cancel();
  };
  return (
    <li className={styles.row} data-testid="upload-row" data-tone={stage.tone}>
      <StageMark tone={stage.tone} />
      <span className={styles.name} title={fileName}>
        {assetId ? <Link to={`/assets/${assetId}`}>{fileName}</Link> : fileName}
      </span>
      <div className={styles.tools}>
        {isSending ? (
          <IconButton label={`Pause ${fileName}`} onClick={() => handle.pause()}>
            <Pause aria-hidden />
          </IconButton>
        ) : null}
        {state === 'paused' ? (
          <IconButton label={`Go on with ${fileName}`} onClick={() => handle.resume()}>
            <Play aria-hidden />
          </IconButton>
        ) : null}
        {state === 'failed' || isFailedJob ? (
          <IconButton
            label={`Try ${fileName} again`}
            onClick={() => (isFailedJob ? void retry() : handle.resume())}
          >
            <RotateCcw aria-hidden />
          </IconButton>
        ) : null}
        <IconButton
          label={isOver ? `Remove ${fileName} from this list` : `Cancel ${fileName}`}
          onClick={giveUp}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      <ProgressBar
        value={stage.progress}
        label={`${fileName}: ${stage.word}`}
        tone={stage.tone}
        testId="upload-progress"
        className={styles.bar}
      />
      <div className={styles.stage}>
        <span data-testid="upload-stage" className={styles[stage.tone]}>
          {stage.word}
        </span>
        <span className={styles.detail}>{problem ?? stage.detail}</span>
        {isOver ? null : <span className={styles.percent}>{formatPercent(stage.progress)}</span>}
      </div>
    </li>
  );
};

/** Says each change once; percentages would never end. */
const useSpokenChange = (fileName: string, sentence: string): void => {
  const announce = useAnnounce();
  const before = useRef(sentence);
  useEffect(() => {
    if (before.current === sentence) return;
    before.current = sentence;
    announce(`${fileName} ${sentence}`);
  }, [announce, fileName, sentence]);
};
