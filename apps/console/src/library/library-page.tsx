import type { AssetPage } from '@reelmill/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CloudOff, SearchX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useSearchParams } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { SelectionBar } from '../bulk/selection-bar.tsx';
import { type Selection, useSelection } from '../bulk/use-selection.ts';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { ImportList } from '../imports/import-list.tsx';
import { UploadList } from '../uploads/upload-list.tsx';
import { useUploads } from '../uploads/upload-provider.tsx';
import { AssetGrid, AssetGridSkeleton } from './asset-grid.tsx';
import { Filters } from './filters.tsx';
import styles from './library-page.module.css';
import { PAGE_SIZE, readQuery } from './library-query.ts';
import { LibraryTop } from './library-top.tsx';
import { Paging } from './paging.tsx';

export const LibraryPage = () => {
  usePageTitle('');
  const [params, setParams] = useSearchParams();
  const query = readQuery(params);
  const wanted = useDeferredValue(query);
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: [...keys.assets, wanted],
    queryFn: ({ signal }) => unwrap(client.assets.list(wanted, signal)),
    placeholderData: keepPreviousData,
  });
  const selection = useSelection();
  const change = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    if (!('page' in changes)) next.delete('page');
    setParams(next, { replace: true });
  };
  const isFiltered = query.search !== undefined || query.state !== undefined;
  const { items } = useUploads();
  const isEmpty = data?.total === 0 && !isFiltered && !isPlaceholderData && items.length === 0;
  return (
    <>
      <LibraryTop isEmpty={isEmpty} />
      <UploadList />
      <ImportList />
      <section aria-label="Videos" className={styles.videos}>
        {data && (data.total > 0 || isFiltered) ? (
          <Filters query={query} total={data.total} onChange={change} />
        ) : null}
        {error && !data ? (
          <Notice
            title="The library cannot be shown"
            icon={<CloudOff aria-hidden />}
            tone="bad"
            isAlert
            action={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {error.message}
          </Notice>
        ) : isPending ? (
          <AssetGridSkeleton />
        ) : (
          <Results
            page={data}
            isFiltered={isFiltered}
            selection={selection}
            onClear={() => change({ search: '', state: '' })}
          />
        )}
        {data && data.total > PAGE_SIZE ? (
          <Paging
            page={query.offset / PAGE_SIZE}
            pages={Math.ceil(data.total / PAGE_SIZE)}
            onChange={(page) => change({ page: page === 0 ? '' : String(page) })}
          />
        ) : null}
        <SelectionBar selection={selection} shownIds={(data?.items ?? []).map(({ id }) => id)} />
      </section>
    </>
  );
};

const Results = ({
  page,
  isFiltered,
  selection,
  onClear,
}: {
  readonly page: AssetPage | undefined;
  readonly isFiltered: boolean;
  readonly selection: Selection;
  readonly onClear: () => void;
}) => {
  if (page && page.items.length > 0) {
    return <AssetGrid assets={page.items} selection={selection} />;
  }
  // An empty library is told of at the top of the page.
  return isFiltered || (page && page.total > 0) ? (
    <Notice
      title="Nothing matches"
      icon={<SearchX aria-hidden />}
      action={<Button onClick={onClear}>Show everything</Button>}
    >
      Try other words, or another state.
    </Notice>
  ) : null;
};
