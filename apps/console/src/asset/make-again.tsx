import type { JobSummary } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Wand2 } from 'lucide-react';
import { useId, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Button } from '../design/button.tsx';
import { Select } from '../design/select.tsx';
import { changeJob } from '../live/apply-event.ts';
import styles from './job-panel.module.css';
import { PlanPreview } from './plan-preview.tsx';

/** Another job on the same source; what is already made is taken from the cache, and said before it is started. */
export const MakeAgain = ({
  assetId,
  lastJob,
  onProblem,
}: {
  readonly assetId: string;
  readonly lastJob: Pick<JobSummary, 'id' | 'recipeName'>;
  readonly onProblem: (message: string | null) => void;
}) => {
  const cache = useQueryClient();
  const { data: recipes } = useQuery({
    queryKey: keys.recipes,
    queryFn: ({ signal }) => unwrap(client.recipes.list(signal)),
  });
  const [picked, setPicked] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const id = useId();
  const items = recipes?.items ?? [];
  const recipe =
    items.find(({ name }) => name === (picked ?? lastJob.recipeName)) ?? items.find((item) => item.isDefault);
  const start = async () => {
    setIsBusy(true);
    const answer = await client.jobs.create({ assetId, recipe: recipe?.name });
    setIsBusy(false);
    if (answer.ok) changeJob(cache, answer.value);
    onProblem(answer.ok ? null : answer.error.message);
  };
  return (
    <>
      <div className={styles.make}>
        <label htmlFor={id} className="visually-hidden">
          Recipe
        </label>
        <Select
          id={id}
          className={styles.recipe}
          value={recipe?.name ?? ''}
          title={recipe?.description}
          onChange={(event) => setPicked(event.target.value)}
        >
          {items.map((item) => (
            <option key={item.name} value={item.name}>
              {item.name}
            </option>
          ))}
        </Select>
        <Button
          icon={<Wand2 aria-hidden />}
          disabled={isBusy || recipe === undefined}
          onClick={() => void start()}
          data-testid="make-again"
        >
          Make again
        </Button>
      </div>
      {recipe ? <PlanPreview assetId={assetId} recipe={recipe.name} newestJobId={lastJob.id} /> : null}
    </>
  );
};
