import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Select } from '../design/select.tsx';
import styles from './filters.module.css';
import type { LibraryQuery } from './library-query.ts';

interface FiltersProps {
  readonly query: LibraryQuery;
  readonly total: number;
  readonly onChange: (changes: Readonly<Record<string, string>>) => void;
}

export const Filters = ({ query, total, onChange }: FiltersProps) => {
  const [search, setSearch] = useState(query.search ?? '');
  // The address may change by other ways: the Back button, or "Show everything".
  const typed = useRef(search.trim());
  const asked = query.search ?? '';
  useEffect(() => {
    if (asked === typed.current) return;
    typed.current = asked;
    setSearch(asked);
  }, [asked]);
  const ids = { search: useId(), state: useId(), sort: useId() };
  return (
    <search className={styles.filters}>
      <div className={styles.searchBox}>
        <Search aria-hidden />
        <label className="visually-hidden" htmlFor={ids.search}>
          Search
        </label>
        <input
          id={ids.search}
          type="search"
          placeholder="Search names and metadata"
          maxLength={200}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            typed.current = event.target.value.trim();
            onChange({ search: event.target.value });
          }}
        />
      </div>
      <label className="visually-hidden" htmlFor={ids.state}>
        State
      </label>
      <Select
        id={ids.state}
        value={query.state ?? ''}
        onChange={(event) => onChange({ state: event.target.value })}
      >
        <option value="">All states</option>
        <option value="ready">Ready</option>
        <option value="processing">Processing</option>
        <option value="failed">Failed</option>
        <option value="cancelled">Cancelled</option>
      </Select>
      <label className="visually-hidden" htmlFor={ids.sort}>
        Sort by
      </label>
      <Select id={ids.sort} value={query.sort} onChange={(event) => onChange({ sort: event.target.value })}>
        <option value="createdAt">Newest first</option>
        <option value="name">By name</option>
        <option value="durationSeconds">Longest first</option>
        <option value="sizeBytes">Largest first</option>
      </Select>
      <output className={styles.count}>{total === 1 ? '1 video' : `${total} videos`}</output>
    </search>
  );
};
