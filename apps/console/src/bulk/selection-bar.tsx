import { MOST_BULK_ASSETS } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { Wand2, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import { Select } from '../design/select.tsx';
import styles from './selection-bar.module.css';
import type { Selection } from './use-selection.ts';

/** What can be done with the chosen assets: a recipe is run on all of them. Absent while none is chosen. */
export const SelectionBar = ({
  selection,
  shownIds,
}: {
  readonly selection: Selection;
  readonly shownIds: readonly string[];
}) => {
  const navigate = useNavigate();
  const { data: recipes } = useQuery({
    queryKey: keys.recipes,
    queryFn: ({ signal }) => unwrap(client.recipes.list(signal)),
  });
  const [picked, setPicked] = useState<string>();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const id = useId();
  const items = recipes?.items ?? [];
  const recipe = items.find(({ name }) => name === picked) ?? items.find((item) => item.isDefault);
  const count = selection.ids.size;
  if (count === 0) return null;
  const run = async () => {
    setIsBusy(true);
    const answer = await client.bulk.create({ assetIds: [...selection.ids], recipe: recipe?.name });
    setIsBusy(false);
    if (!answer.ok) return setProblem(answer.error.message);
    selection.clear();
    await navigate(`/bulk/${answer.value.id}`);
  };
  return (
    <section className={styles.bar} aria-label="Selection">
      <output className={styles.count}>{count === 1 ? '1 selected' : `${count} selected`}</output>
      <Button
        onClick={() => selection.add(shownIds)}
        disabled={shownIds.every((shown) => selection.ids.has(shown))}
      >
        Select all shown
      </Button>
      <Button look="quiet" icon={<X aria-hidden />} onClick={selection.clear}>
        Clear
      </Button>
      <span className={styles.run}>
        <label htmlFor={id} className="visually-hidden">
          Recipe
        </label>
        <Select
          id={id}
          value={recipe?.name ?? ''}
          title={recipe?.description}
          onChange={(event) => setPicked(event.target.value)}
        >
          {items.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <Button
          look="primary"
          icon={<Wand2 aria-hidden />}
          disabled={isBusy || recipe === undefined || count > MOST_BULK_ASSETS}
          onClick={() => void run()}
        >
          Run recipe
        </Button>
      </span>
      {problem ? (
        <span role="alert" className={styles.problem}>
          {problem}
        </span>
      ) : null}
    </section>
  );
};
