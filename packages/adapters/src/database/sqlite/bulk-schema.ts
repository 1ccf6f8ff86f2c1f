/** One recipe run on many assets: which, and which job each of them was given. */
export const bulkSchema = `
create table bulks (
  ordinal integer primary key autoincrement,
  id text not null unique,
  recipe_name text not null,
  recipe text not null,
  priority integer not null,
  cancelled integer not null,
  created_at_ms bigint not null,
  finished_at_ms bigint
);
create index bulks_open on bulks (ordinal) where finished_at_ms is null;
create table bulk_items (
  bulk_id text not null references bulks (id) on delete cascade deferrable initially deferred,
  position integer not null,
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  job_id text,
  primary key (bulk_id, position)
);
create unique index bulk_items_by_asset on bulk_items (asset_id, bulk_id);
create index bulk_items_waiting on bulk_items (bulk_id, position) where job_id is null;
`;
