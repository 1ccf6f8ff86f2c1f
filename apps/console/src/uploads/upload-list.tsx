import { Button } from '../design/button.tsx';
import { InterruptedRow } from './interrupted-row.tsx';
import styles from './upload-list.module.css';
import { useUploads } from './upload-provider.tsx';
import { UploadRow } from './upload-row.tsx';
import { useUploadChanges } from './use-upload.ts';

/** Files on their way, and those a closed page left half sent. */
export const UploadList = () => {
  const { items, dismiss } = useUploads();
  useUploadChanges(items);
  if (items.length === 0) return null;
  const clear = () => {
    for (const upload of items) {
      if (upload.status.state === 'done' || upload.status.state === 'cancelled') dismiss(upload);
    }
  };
  return (
    <section className={styles.section} aria-label="Uploads">
      <div className={styles.title}>
        <h2>
          Uploads <span className={styles.count}>{items.length}</span>
        </h2>
        {items.length > 1 ? (
          <Button look="quiet" onClick={clear}>
            Clear finished
          </Button>
        ) : null}
      </div>
      <ul className={styles.list}>
        {items.map((upload) =>
          upload.status.state === 'needs-file' ? (
            <InterruptedRow key={upload.key} upload={upload} />
          ) : (
            <UploadRow key={upload.key} upload={upload} />
          ),
        )}
      </ul>
    </section>
  );
};
