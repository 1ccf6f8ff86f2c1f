import { useQueryClient } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useId, useState } from 'react';
import { client } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import dialogStyles from '../design/dialog.module.css';
import { Dialog } from '../design/dialog.tsx';
import { useUploads } from '../uploads/upload-provider.tsx';
import styles from './imports.module.css';

/** A video the server fetches by itself: nothing goes through this browser, and it may be closed. */
export const AddLink = () => {
  const cache = useQueryClient();
  const { recipe } = useUploads();
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const inputId = useId();
  const close = () => {
    setIsOpen(false);
    setProblem(null);
  };
  const fetchIt = async (data: FormData) => {
    const url = data.get('url');
    const answer = await client.imports.create({ url: typeof url === 'string' ? url.trim() : '', recipe });
    if (!answer.ok) return setProblem(answer.error.message);
    await cache.invalidateQueries({ queryKey: keys.imports });
    close();
  };
  return (
    <>
      <Button icon={<Link2 aria-hidden />} onClick={() => setIsOpen(true)}>
        From a link
      </Button>
      <Dialog isOpen={isOpen} title="Fetch a video from a link" onClose={close}>
        <form action={fetchIt} className={styles.form}>
          <label htmlFor={inputId}>Address of the file</label>
          <input
            id={inputId}
            name="url"
            type="url"
            required
            maxLength={4096}
            placeholder="https://example.com/film.mp4"
            autoComplete="off"
          />
          <p className={styles.hint}>
            The server reads it by itself and goes on if the connection breaks. This page may be closed.
          </p>
          {problem ? (
            <p role="alert" className={styles.problem}>
              {problem}
            </p>
          ) : null}
          <div className={dialogStyles.actions}>
            <Button onClick={close}>Cancel</Button>
            <Button look="primary" type="submit">
              Fetch
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
};
