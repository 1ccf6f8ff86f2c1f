import { Link, useLocation } from 'react-router';
import { useUploads } from '../uploads/upload-provider.tsx';
import { useUploadChanges } from '../uploads/use-upload.ts';
import styles from './app-shell.module.css';

/** Away from the library, says that files are still being sent. */
export const ActiveUploads = () => {
  const { items } = useUploads();
  const { pathname } = useLocation();
  useUploadChanges(items);
  const sending = items.filter(
    ({ status }) =>
      status.stage !== 'process' && status.state !== 'cancelled' && status.state !== 'needs-file',
  );
  if (sending.length === 0 || pathname === '/') return null;
  return (
    <Link to="/" className={styles.link}>
      {sending.length === 1 ? '1 upload' : `${sending.length} uploads`}
    </Link>
  );
};
