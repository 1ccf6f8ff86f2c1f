import type { Bulk } from '@reelmill/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { Badge } from '../design/badge.tsx';
import { ButtonLink } from '../design/button.tsx';
import { formatDate, formatPercent } from '../design/format.ts';
import { Notice } from '../design/notice.tsx';
import { Paging } from '../library/paging.tsx';
import styles from './bulk-page.module.css';
import { BULK_STATES, bulkTitle } from './bulk-words.ts';

const PAGE_SIZE = 50;

/** Every recipe that was run on many assets, the newest first. */
export const BulkListPage = () => {
  usePageTitle('Bulk jobs');
  const [page, setPage] = useState(0);
  const query = { limit: PAGE_SIZE, offset: page * PAGE_SIZE };
  const { data, error } = useQuery({
    queryKey: [...keys.bulks, query],
    queryFn: ({ signal }) => unwrap(client.bulk.list(query, signal)),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <h1>Bulk jobs</h1>
      {error ? <p role="alert">{error.message}</p> : null}
      {data?.total === 0 ? (
        <Notice
          title="No recipe was run on many videos yet"
          icon={<ListChecks aria-hidden />}
          action={<ButtonLink to="/">Go to the library</ButtonLink>}
        >
          Choose videos in the library, then a recipe to run on all of them.
        </Notice>
      ) : null}
      {data ? (
        <ul className={styles.list}>
          {data.items.map((bulk) => (
            <Row key={bulk.id} bulk={bulk} />
          ))}
        </ul>
      ) : null}
      {data && data.total > PAGE_SIZE ? (
        <Paging page={page} pages={Math.ceil(data.total / PAGE_SIZE)} onChange={setPage} />
      ) : null}
    </>
  );
};

const Row = ({ bulk }: { readonly bulk: Bulk }) => {
  const { word, tone } = BULK_STATES[bulk.state];
  return (
    <li className={styles.item} data-testid="bulk-row">
      <Link to={`/bulk/${bulk.id}`} className={styles.name}>
        {bulkTitle(bulk)}
      </Link>
      <Badge tone={tone}>{bulk.finishedAt === null ? `${word} ${formatPercent(bulk.progress)}` : word}</Badge>
      <time dateTime={bulk.createdAt} className={styles.since}>
        {formatDate(bulk.createdAt)}
      </time>
    </li>
  );
};
