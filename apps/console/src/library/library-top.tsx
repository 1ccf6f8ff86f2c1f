import { Clapperboard } from 'lucide-react';
import { AddFiles } from '../uploads/add-files.tsx';
import styles from './library-page.module.css';

const STAGES = ['Upload', 'Check', 'Poster', 'Encode', 'Play'] as const;

/** Heads the library; when nothing is in it yet, it is an invitation instead. One element, so the input stays. */
export const LibraryTop = ({ isEmpty }: { readonly isEmpty: boolean }) => (
  <div className={`${styles.top} ${isEmpty ? styles.first : ''}`}>
    <div>
      {isEmpty ? (
        <span className={styles.icon} aria-hidden>
          <Clapperboard />
        </span>
      ) : null}
      <h1>{isEmpty ? 'Your library is empty' : 'Library'}</h1>
      <p>
        {isEmpty
          ? 'Drop a video anywhere on this page. It becomes an adaptive stream, and its poster appears while it is still being encoded.'
          : 'Drop files anywhere to add them. Uploads survive a reload or a lost connection.'}
      </p>
    </div>
    <AddFiles />
    {isEmpty ? (
      <ol className={styles.stages} aria-label="What happens to a file">
        {STAGES.map((stage) => (
          <li key={stage}>{stage}</li>
        ))}
      </ol>
    ) : null}
  </div>
);
