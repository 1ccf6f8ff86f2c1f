import type { UploadHandle } from '@reelmill/client';
import { formatBytes } from '@reelmill/core';
import { FolderOpen, Play, RotateCcw } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../design/button.tsx';
import { formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import { GiveUpButton } from './give-up-button.tsx';
import styles from './upload-list.module.css';
import { useUploadStatus } from './use-upload.ts';

/** An upload without its file: a browser opens none by itself after a reload, unless it kept a handle of it. */
export const InterruptedRow = ({ upload }: { readonly upload: UploadHandle }) => {
  const { bytesSent, error } = useUploadStatus(upload);
  const { name, sizeBytes } = upload;
  const input = useRef<HTMLInputElement>(null);
  const share = sizeBytes > 0 ? bytesSent / sizeBytes : 0;
  return (
    <li className={styles.row} data-testid="interrupted-row" data-tone="still">
      <span className={`${styles.mark} ${styles.warnMark}`} aria-hidden>
        <RotateCcw />
      </span>
      <span className={styles.name} title={name}>
        {name}
      </span>
      <div className={styles.tools}>
        {upload.canAsk ? (
          <IconButton label={`Go on with ${name}`} onClick={() => upload.resume()}>
            <Play aria-hidden />
          </IconButton>
        ) : null}
        <IconButton label={`Choose ${name} again`} onClick={() => input.current?.click()}>
          <FolderOpen aria-hidden />
        </IconButton>
        <input
          ref={input}
          type="file"
          hidden
          data-testid="choose-again"
          onChange={(event) => {
            upload.resumeWith(...(event.currentTarget.files ?? []));
            // The same one may be chosen once more.
            event.currentTarget.value = '';
          }}
        />
        <GiveUpButton upload={upload} />
      </div>
      <ProgressBar value={share} label={`${name}: interrupted`} tone="still" className={styles.bar} />
      <div className={styles.stage} aria-live="polite">
        <span className={styles.still}>
          {upload.canAsk ? 'Go on, or choose the same file again' : 'Choose the same file again to go on'}
        </span>
        <span className={styles.detail}>
          {error?.message ?? `${formatPercent(share)} of ${formatBytes(sizeBytes)} is already here`}
        </span>
      </div>
    </li>
  );
};
