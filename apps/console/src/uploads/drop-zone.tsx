import { useQuery } from '@tanstack/react-query';
import { UploadCloud } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import styles from './drop-zone.module.css';
import { useUploads } from './upload-provider.tsx';

const ACCEPTED = 'video/*,audio/*,.mkv,.ts,.mts,.m2ts,.mxf,.flv,.avi,.ogv,.3gp';

/** Takes files by choosing or by dropping anywhere on the page. */
export const DropZone = () => {
  const { add } = useUploads();
  const [recipe, setRecipe] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const isOver = usePageDrop((files) => add(files, recipe));
  const recipeId = useId();
  const { data: recipes } = useQuery({
    queryKey: keys.recipes,
    queryFn: ({ signal }) => unwrap(client.recipes.list(signal)),
  });
  const chosen = recipes?.items.find((item) =>
    recipe === undefined ? item.isDefault : item.name === recipe,
  );
  return (
    <section className={`${styles.zone} ${isOver ? styles.over : ''}`} aria-label="Add videos">
      <div className={styles.mark} aria-hidden>
        <UploadCloud />
      </div>
      <div className={styles.words}>
        <h2>{isOver ? 'Let go to upload' : 'Drop videos anywhere'}</h2>
        <p>Any size. Uploads go on after a reload or a lost connection.</p>
      </div>
      <div className={styles.controls}>
        <label htmlFor={recipeId} className={styles.label}>
          Make
        </label>
        <select
          id={recipeId}
          className={styles.select}
          value={recipe ?? chosen?.name ?? ''}
          onChange={(event) => setRecipe(event.target.value)}
          title={chosen?.description}
        >
          {recipes ? null : <option value="">web</option>}
          {recipes?.items.map((item) => (
            <option key={item.name} value={item.name}>
              {item.name}
            </option>
          ))}
        </select>
        <Button look="primary" onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          accept={ACCEPTED}
          className="visually-hidden"
          tabIndex={-1}
          aria-label="Choose video files"
          data-testid="file-input"
          onChange={(event) => {
            add(event.target.files ?? [], recipe);
            // The same file may be chosen again, to resume it.
            event.target.value = '';
          }}
        />
      </div>
    </section>
  );
};

/** True while files are held over the page. */
const usePageDrop = (onFiles: (files: readonly File[]) => void): boolean => {
  const [isOver, setIsOver] = useState(false);
  const handler = useRef(onFiles);
  handler.current = onFiles;
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const leave = () => {
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
      handler.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
};
