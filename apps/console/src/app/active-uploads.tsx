import { useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import { useUploads } from '../uploads/upload-provider.tsx';
import { useUploadChanges } from '../uploads/use-upload.ts';
import styles from './app-shell.module.css';

/** Away from the library, says that files are still being sent. */
export const ActiveUploads = () => {
  const { entries } = useUploads();
  const { pathname } = useLocation();
  useUploadChanges(useMemo(() => entries.map(({ handle }) => handle), [entries]));
  const sending = entries.filter(({ handle }) => handle.state !== 'complete' && handle.state !== 'cancelled');
  if (sending.length === 0 || pathname === '/') return null;
  return (
    <Link to="/" className={styles.link}>
      {sending.length === 1 ? '1 upload' : `${sending.length} uploads`}
    </Link>
  );
};
