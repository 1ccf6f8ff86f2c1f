import { type Answer } from '@reelmill/client';
import { BULK_ITEM_STATES, type Bulk, type BulkItemState } from '@reelmill/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, CircleAlert, RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { Link, useParams } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { Badge } from '../design/badge.tsx';
import { Button, ButtonLink } from '../design/button.tsx';
import { formatPercent } from '../design/format.ts';
import { Notice } from '../design/notice.tsx';
import { ProgressBar } from '../design/progress-bar.tsx';
import { Select } from '../design/select.tsx';
import { Paging } from '../library/paging.tsx';
import { changeBulk } from '../live/apply-event.ts';
import { BulkItems } from './bulk-items.tsx';
import styles from './bulk-page.module.css';
import { BULK_STATES, bulkTitle, ITEM_STATES } from './bulk-words.ts';

const PAGE_SIZE = 50;

/** One recipe on many assets: how it stands as a whole, and each of them. */
export const BulkPage = () => {
  const { bulkId = '' } = useParams();
  const { data: bulk, error } = useQuery({
    queryKey: keys.bulk(bulkId),
    queryFn: ({ signal }) => unwrap(client.bulk.get(bulkId, signal)),
  });
  usePageTitle(bulk ? bulkTitle(bulk) : 'Bulk job');
  if (error && !bulk) {
    return (
      <Notice
        isPage
        title="The bulk job cannot be shown"
        icon={<CircleAlert aria-hidden />}
        tone="bad"
        isAlert
        action={<ButtonLink to="/">Go to the library</ButtonLink>}
      >
        {error.message}
      </Notice>
    );
  }
  return bulk ? <Shown bulk={bulk} /> : null;
};

const Shown = ({ bulk }: { readonly bulk: Bulk }) => {
  const [state, setState] = useState<BulkItemState>();
  const [page, setPage] = useState(0);
  const id = useId();
  const query = { ...(state ? { state } : {}), limit: PAGE_SIZE, offset: page * PAGE_SIZE };
  const { data: items } = useQuery({
    queryKey: [...keys.bulkItems(bulk.id), query],
    queryFn: ({ signal }) => unwrap(client.bulk.items(bulk.id, query, signal)),
    placeholderData: keepPreviousData,
  });
  const show = (value: string) => {
    setState(BULK_ITEM_STATES.find((known) => known === value));
    setPage(0);
  };
  return (
    <>
      <Head bulk={bulk} />
      <section aria-label="Videos" className={styles.items}>
        <label className="visually-hidden" htmlFor={id}>
          State
        </label>
        <Select id={id} value={state ?? ''} onChange={(event) => show(event.target.value)}>
          <option value="">All {bulk.items.total}</option>
          {BULK_ITEM_STATES.filter((known) => bulk.items[known] > 0 || known === state).map((known) => (
            <option key={known} value={known}>
              {ITEM_STATES[known].word} ({bulk.items[known]})
            </option>
          ))}
        </Select>
        {items ? <BulkItems items={items.items} /> : null}
        {items && items.total > PAGE_SIZE ? (
          <Paging page={page} pages={Math.ceil(items.total / PAGE_SIZE)} onChange={setPage} />
        ) : null}
      </section>
    </>
  );
};

const Head = ({ bulk }: { readonly bulk: Bulk }) => {
  const cache = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const act = async (answer: Answer<Bulk>) => {
    setIsBusy(true);
    const result = await answer;
    setIsBusy(false);
    if (result.ok) changeBulk(cache, result.value);
    setProblem(result.ok ? null : result.error.message);
  };
  const { word, tone } = BULK_STATES[bulk.state];
  const { succeeded, failed, cancelled } = bulk.items;
  return (
    <header className={styles.head}>
      <Link to="/bulk">All bulk jobs</Link>
      <h1>{bulkTitle(bulk)}</h1>
      <div className={styles.standing}>
        <Badge tone={tone}>{word}</Badge>
        <output>
          {formatPercent(bulk.progress)} · {succeeded} done
          {failed > 0 ? ` · ${failed} failed` : ''}
          {cancelled > 0 ? ` · ${cancelled} cancelled` : ''}
        </output>
        {bulk.finishedAt === null ? (
          <Button
            icon={<Ban aria-hidden />}
            disabled={isBusy}
            onClick={() => void act(client.bulk.cancel(bulk.id))}
          >
            Cancel
          </Button>
        ) : failed + cancelled > 0 ? (
          <Button
            icon={<RotateCcw aria-hidden />}
            disabled={isBusy}
            onClick={() => void act(client.bulk.retry(bulk.id))}
          >
            {failed > 0 ? 'Retry failed' : 'Go on'}
          </Button>
        ) : null}
      </div>
      <ProgressBar
        value={bulk.progress}
        label={`${bulk.recipeName}: ${word}`}
        tone={bulk.finishedAt === null ? 'work' : 'still'}
      />
      {problem ? <p role="alert">{problem}</p> : null}
    </header>
  );
};
