import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import styles from './page-drop.module.css';
import { type ChosenFile, useUploads } from './upload-provider.tsx';

/** Takes files dropped anywhere, on every page: elsewhere the browser would leave the console to open them. */
export const PageDrop = () => {
  const { add } = useUploads();
  const navigate = useNavigate();
  const isOver = usePageDrop((files) => {
    add(files);
    void navigate('/');
  });
  return isOver ? (
    <div className={styles.cover} aria-hidden>
      <div className={styles.words}>
        <Upload />
        Let go to upload
      </div>
    </div>
  ) : null;
};

/** True while files are held over the page. */
const usePageDrop = (onFiles: (files: readonly ChosenFile[]) => void): boolean => {
  const [isOver, setIsOver] = useState(false);
  const handler = useRef(onFiles);
  useEffect(() => {
    handler.current = onFiles;
  });
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      void filesOf(event.dataTransfer).then((files) => files.length > 0 && handler.current(files));
    };
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener('dragenter', enter, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('dragover', over, { signal });
    addEventListener('drop', drop, { signal });
    return () => stop.abort();
  }, []);
  return isOver;
};

/** Chromium gives handles of what is dropped, others files alone. Must be asked before the event is over. */
const filesOf = (dropped: DataTransfer | null): Promise<readonly ChosenFile[]> =>
  Promise.all(
    [...(dropped?.items ?? [])].flatMap((item: DroppedItem) => {
      const file = item.getAsFile();
      if (!file) return [];
      const handle = item.getAsFileSystemHandle?.().catch(() => undefined);
      return [(async () => ({ file, origin: await handle }))()];
    }),
  );

/** Not yet in TypeScript's library. */
type DroppedItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<unknown> };
