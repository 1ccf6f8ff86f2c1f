/** Bytes the server fetches by itself. */
export const importsSchema = `
create table imports (
  ordinal integer primary key autoincrement,
  id text not null unique,
  origin text not null,
  source_key text unique,
  file_name text not null,
  metadata text not null,
  recipe_name text not null,
  recipe text not null,
  priority integer not null,
  state text not null,
  upload_id text,
  etag text,
  received_bytes bigint not null,
  size_bytes bigint,
  failures integer not null,
  error text,
  asset_id text,
  job_id text,
  created_at_ms bigint not null,
  finished_at_ms bigint
);
create index imports_by_state on imports (state, created_at_ms, ordinal);
`;
