import type { UploadHandle, UploadState } from '@reelmill/client';
import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { IconButton } from '../design/button.tsx';
import { formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import { useAnnounce } from '../live/announcer.tsx';
import { GiveUpButton } from './give-up-button.tsx';
import { spokenStage } from './spoken-stage.ts';
import { StageMark } from './stage-mark.tsx';
import styles from './upload-list.module.css';
import { useUploads } from './upload-provider.tsx';
import { uploadStage } from './upload-stage.ts';
import { useUploadStatus } from './use-upload.ts';

const SENDING: ReadonlySet<UploadState> = new Set(['queued', 'active', 'waiting']);

export const UploadRow = ({ upload }: { readonly upload: UploadHandle }) => {
  const status = useUploadStatus(upload);
  const { dismiss } = useUploads();
  const { assetId, state } = status;
  const { name } = upload;
  const stage = uploadStage(status, upload.sizeBytes);
  useSpokenChange(name, spokenStage(status));
  const isOver =
    state === 'done' || state === 'cancelled' || (state === 'failed' && status.stage === 'process');
  const isSending = status.stage !== 'process' && SENDING.has(state);
  const isFailedJob =
    status.stage === 'process' && (state === 'failed' || (state === 'cancelled' && status.job));
  return (
    <li className={styles.row} data-testid="upload-row" data-tone={stage.tone}>
      <StageMark tone={stage.tone} />
      <span className={styles.name} title={name}>
        {assetId ? <Link to={`/assets/${assetId}`}>{name}</Link> : name}
      </span>
      <div className={styles.tools}>
        {isSending ? (
          <IconButton label={`Pause ${name}`} onClick={() => upload.pause()}>
            <Pause aria-hidden />
          </IconButton>
        ) : null}
        {state === 'paused' ? (
          <IconButton label={`Go on with ${name}`} onClick={() => upload.resume()}>
            <Play aria-hidden />
          </IconButton>
        ) : null}
        {state === 'failed' || isFailedJob ? (
          <IconButton label={`Try ${name} again`} onClick={() => upload.resume()}>
            <RotateCcw aria-hidden />
          </IconButton>
        ) : null}
        {isOver ? (
          <IconButton label={`Remove ${name} from this list`} onClick={() => dismiss(upload)}>
            <X aria-hidden />
          </IconButton>
        ) : null}
        {isOver || state === 'elsewhere' ? null : <GiveUpButton upload={upload} />}
      </div>
      <ProgressBar
        value={stage.progress}
        label={`${name}: ${stage.word}`}
        tone={stage.tone}
        testId="upload-progress"
        className={styles.bar}
      />
      <div className={styles.stage}>
        <span data-testid="upload-stage" className={styles[stage.tone]}>
          {stage.word}
        </span>
        <span className={styles.detail}>{stage.detail}</span>
        {isOver || state === 'elsewhere' ? null : (
          <span className={styles.percent}>{formatPercent(stage.progress)}</span>
        )}
      </div>
    </li>
  );
};

/** Says each change once; percentages would never end. */
const useSpokenChange = (name: string, sentence: string): void => {
  const announce = useAnnounce();
  const before = useRef(sentence);
  useEffect(() => {
    if (before.current === sentence) return;
    before.current = sentence;
    announce(`${name} ${sentence}`);
  }, [announce, name, sentence]);
};
