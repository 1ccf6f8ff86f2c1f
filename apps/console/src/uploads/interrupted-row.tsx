import type { InterruptedUpload } from '@reelmill/client';
import { RotateCcw, X } from 'lucide-react';
import { IconButton } from '../design/button.tsx';
import { formatBytes, formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import styles from './upload-list.module.css';
import { useUploads } from './upload-provider.tsx';

/** An upload that a closed page left half sent: the browser lets nobody but the user open the file again. */
export const InterruptedRow = ({ upload }: { readonly upload: InterruptedUpload }) => {
  const { forget } = useUploads();
  const share = upload.sizeBytes > 0 ? upload.offsetBytes / upload.sizeBytes : 0;
  return (
    <li className={styles.row} data-testid="interrupted-row" data-tone="still">
      <span className={`${styles.mark} ${styles.warnMark}`} aria-hidden>
        <RotateCcw />
      </span>
      <span className={styles.name} title={upload.fileName}>
        {upload.fileName}
      </span>
      <div className={styles.tools}>
        <IconButton label={`Give up ${upload.fileName}`} onClick={() => forget(upload)}>
          <X aria-hidden />
        </IconButton>
      </div>
      <ProgressBar
        value={share}
        label={`${upload.fileName}: interrupted`}
        tone="still"
        className={styles.bar}
      />
      <div className={styles.stage}>
        <span className={styles.still}>Choose the same file again to resume</span>
        <span className={styles.detail}>
          {formatPercent(share)} of {formatBytes(upload.sizeBytes)} is already here
        </span>
      </div>
    </li>
  );
};
