import { useQuery } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useId, useRef } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import { Select } from '../design/select.tsx';
import { AddLink } from '../imports/add-link.tsx';
import styles from './add-files.module.css';
import { useUploads } from './upload-provider.tsx';

const ACCEPTED = 'video/*,audio/*,.mkv,.ts,.mts,.m2ts,.mxf,.flv,.avi,.ogv,.3gp';

/** What to make, and the button that opens the browser's file chooser. */
export const AddFiles = () => {
  const { add, recipe, setRecipe } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  const recipeId = useId();
  const { data: recipes } = useQuery({
    queryKey: keys.recipes,
    queryFn: ({ signal }) => unwrap(client.recipes.list(signal)),
  });
  const chosen = recipes?.items.find((item) =>
    recipe === undefined ? item.isDefault : item.name === recipe,
  );
  return (
    <div className={styles.controls}>
      <label htmlFor={recipeId} className={styles.label}>
        Recipe
      </label>
      <Select
        id={recipeId}
        value={chosen?.name ?? ''}
        onChange={(event) => setRecipe(event.target.value)}
        title={chosen?.description}
      >
        {recipes ? null : <option value="">web</option>}
        {recipes?.items.map((item) => (
          <option key={item.name} value={item.name}>
            {item.name}
          </option>
        ))}
      </Select>
      <Button look="primary" icon={<Upload aria-hidden />} onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <AddLink />
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
          add(Array.from(event.target.files ?? [], (file) => ({ file })));
          // The same file may be chosen again, to resume it.
          event.target.value = '';
        }}
      />
    </div>
  );
};
