import { RotateCcw, X } from 'lucide-react';
import { IconButton } from '../design/button.tsx';
import { formatBytes, formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import styles from './upload-list.module.css';
import { useUploads } from './upload-provider.tsx';
import { UploadRow } from './upload-row.tsx';

/** Files on their way, and those a closed page left half sent. */
export const UploadList = () => {
  const { handles, interrupted, forget } = useUploads();
  if (handles.length === 0 && interrupted.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Uploads">
      <ul className={styles.list}>
        {interrupted.map((upload) => (
          <li key={upload.uploadUrl} className={styles.row} data-testid="interrupted-row">
            <div className={styles.head}>
              <div className={styles.name}>{upload.fileName}</div>
              <div className={styles.stage}>
                <span className={styles.still}>
                  <RotateCcw aria-hidden className={styles.inlineIcon} />
                  Choose the same file again to go on
                </span>
                <span className={styles.detail}>
                  {formatPercent(upload.offsetBytes / upload.sizeBytes)} of {formatBytes(upload.sizeBytes)} is
                  already here
                </span>
              </div>
            </div>
            <div className={styles.tools}>
              <IconButton label={`Give up ${upload.fileName}`} onClick={() => forget(upload)}>
                <X aria-hidden />
              </IconButton>
            </div>
            <div className={styles.bar}>
              <ProgressBar
                value={upload.offsetBytes / upload.sizeBytes}
                label={`${upload.fileName}: interrupted`}
                tone="still"
              />
            </div>
          </li>
        ))}
        {handles.map((handle, index) => (
          <UploadRow key={`${handle.fileName}-${handles.length - index}`} handle={handle} />
        ))}
      </ul>
    </section>
  );
};
