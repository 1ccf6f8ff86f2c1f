import type { ListAssetsQuery } from '@reelmill/core';

export const PAGE_SIZE = 24;

export type LibraryQuery = Pick<ListAssetsQuery, 'search' | 'state' | 'sort' | 'order' | 'limit' | 'offset'>;

const SORTS = ['createdAt', 'name', 'durationSeconds', 'sizeBytes'] as const;
const STATES = ['processing', 'ready', 'failed', 'cancelled'] as const;

/** What the address asks for; anything it cannot mean is left out. */
export const readQuery = (params: URLSearchParams): LibraryQuery => {
  const sort = SORTS.find((name) => name === params.get('sort')) ?? 'createdAt';
  const state = STATES.find((name) => name === params.get('state'));
  const search = params.get('search')?.trim();
  const page = Math.max(0, Math.floor(Number(params.get('page')) || 0));
  return {
    ...(search ? { search } : {}),
    ...(state ? { state } : {}),
    sort,
    order: sort === 'name' ? 'asc' : 'desc',
    limit: PAGE_SIZE,
    offset: page * PAGE_SIZE,
  };
};
