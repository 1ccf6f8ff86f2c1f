/** Files that are sent in parts, straight to where they are kept. */
export const multipartsSchema = `
create table multiparts (
  ordinal integer primary key autoincrement,
  id text not null unique,
  file_name text not null,
  size_bytes bigint not null,
  sha256 text not null,
  part_bytes bigint not null,
  handle text not null,
  metadata text not null,
  recipe_name text not null,
  recipe text not null,
  priority integer not null,
  state text not null,
  asset_id text references assets (id) on delete cascade deferrable initially deferred,
  job_id text,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index multiparts_unfinished on multiparts (ordinal) where state <> 'complete';
create index multiparts_verified on multiparts (sha256) where state = 'verified';
create index multiparts_by_asset on multiparts (asset_id);
`;
