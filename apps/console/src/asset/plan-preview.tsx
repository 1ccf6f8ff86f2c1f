import { EXPECTATIONS } from '@reelmill/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import styles from './plan-preview.module.css';
import { countExpected, type PlanReason, planReasons, planSentence } from './plan-words.ts';

const SHOWN_AT_ONCE = 2;

/** What a recipe would run, and why, before it is started. */
export const PlanPreview = ({
  assetId,
  recipe,
  newestJobId,
}: {
  readonly assetId: string;
  readonly recipe: string;
  readonly newestJobId: string;
}) => {
  const { data: plan, error } = useQuery({
    queryKey: keys.plan(assetId, recipe, newestJobId),
    queryFn: ({ signal }) => unwrap(client.assets.plan(assetId, recipe, signal)),
    placeholderData: keepPreviousData,
  });
  if (error) return <p className={`${styles.preview} ${styles.sentence}`}>{error.message}</p>;
  const reasons = plan ? planReasons(plan) : [];
  return (
    <div className={styles.preview} data-testid="plan-preview" aria-busy={!plan}>
      <div className={styles.bar} aria-hidden>
        {plan
          ? EXPECTATIONS.map((expected) => (
              <span
                key={expected}
                className={styles[expected]}
                style={{ flexGrow: countExpected(plan, expected) }}
              />
            ))
          : null}
      </div>
      <output className={styles.sentence}>{plan ? planSentence(plan) : 'Looking at what is there…'}</output>
      <Reasons reasons={reasons.slice(0, SHOWN_AT_ONCE)} />
      {reasons.length > SHOWN_AT_ONCE ? (
        <details className={styles.more}>
          <summary>{reasons.length - SHOWN_AT_ONCE} more</summary>
          <Reasons reasons={reasons.slice(SHOWN_AT_ONCE)} />
        </details>
      ) : null}
    </div>
  );
};

const Reasons = ({ reasons }: { readonly reasons: readonly PlanReason[] }) =>
  reasons.length === 0 ? null : (
    <ul className={styles.reasons}>
      {reasons.map(({ steps, because }) => (
        <li key={`${steps} ${because}`}>
          <span className={styles.step}>{steps}</span> because {because}
        </li>
      ))}
    </ul>
  );
