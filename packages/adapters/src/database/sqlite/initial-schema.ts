/**
 * Version 1. Foreign keys are checked at commit, so that a transaction may write its rows in any order.
 * Artifacts are pointed at without foreign keys: they outlive what made them until a sweep.
 */
export const initialSchema = `
create table assets (
  ordinal integer primary key autoincrement,
  id text not null unique,
  name text not null,
  metadata text not null,
  state text not null,
  source_digest text not null,
  source_size_bytes bigint not null,
  source_file_name text not null,
  probe text,
  created_at_ms bigint not null,
  updated_at_ms bigint not null,
  name_sort text not null,
  search_text text not null,
  duration_seconds double precision
);
create index assets_by_created on assets (created_at_ms, ordinal);
create index assets_by_name on assets (name_sort, ordinal);
create index assets_by_duration on assets (duration_seconds, ordinal);
create index assets_by_size on assets (source_size_bytes, ordinal);
create index assets_by_source on assets (source_digest);

create table jobs (
  ordinal integer primary key autoincrement,
  id text not null unique,
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  recipe_name text not null,
  recipe text not null,
  state text not null,
  stage text not null,
  planned integer not null,
  progress double precision not null,
  eta_seconds double precision,
  error text,
  warnings text not null,
  notes text not null,
  created_at_ms bigint not null,
  started_at_ms bigint,
  finished_at_ms bigint
);
create index jobs_by_created on jobs (created_at_ms, ordinal);
create index jobs_by_asset on jobs (asset_id, created_at_ms, ordinal);
create index jobs_by_state on jobs (state, created_at_ms, ordinal);

create table steps (
  ordinal integer primary key autoincrement,
  job_id text not null references jobs (id) on delete cascade deferrable initially deferred,
  step_key text not null,
  position integer not null,
  kind text not null,
  params text,
  inputs text not null,
  lane text not null,
  work double precision not null,
  publishes text,
  state text not null,
  progress double precision not null,
  fingerprint text,
  artifact_digest text,
  epoch integer not null,
  worker_id text,
  lease_expires_at_ms bigint,
  not_before_ms bigint not null,
  error text,
  started_at_ms bigint,
  finished_at_ms bigint,
  job_created_at_ms bigint not null,
  job_ordinal integer not null,
  unique (job_id, step_key)
);
create index steps_to_claim on steps (lane, job_created_at_ms, job_ordinal, position) where state = 'ready';
create index steps_by_lease on steps (lease_expires_at_ms) where state = 'running';
create index steps_by_due on steps (not_before_ms) where state = 'ready' and not_before_ms > 0;
create index steps_by_fingerprint on steps (fingerprint, state);
create index steps_by_artifact on steps (artifact_digest);

create table attempts (
  job_id text not null,
  step_key text not null,
  epoch integer not null,
  worker_id text not null,
  started_at_ms bigint not null,
  finished_at_ms bigint,
  outcome text not null,
  error text,
  primary key (job_id, step_key, epoch),
  foreign key (job_id, step_key) references steps (job_id, step_key)
    on delete cascade deferrable initially deferred
);

create table artifacts (
  digest text not null primary key,
  facts text
);
create table artifact_entries (
  artifact_digest text not null references artifacts (digest) on delete cascade deferrable initially deferred,
  path text not null,
  position integer not null,
  blob_digest text not null,
  size_bytes bigint not null,
  media_type text not null,
  primary key (artifact_digest, path)
);
create index artifact_entries_by_blob on artifact_entries (blob_digest);

create table cache (
  fingerprint text not null primary key,
  artifact_digest text not null,
  kind text not null,
  record text not null,
  warnings text not null,
  created_at_ms bigint not null
);
create index cache_by_artifact on cache (artifact_digest);

create table outputs (
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  kind text not null,
  artifact_digest text not null,
  job_id text not null,
  published_at_ms bigint not null,
  primary key (asset_id, kind)
);
create index outputs_by_artifact on outputs (artifact_digest);

create table uploads (
  ordinal integer primary key autoincrement,
  id text not null unique,
  file_name text not null,
  length_bytes bigint not null,
  offset_bytes bigint not null,
  state text not null,
  tus_metadata text not null,
  metadata text not null,
  recipe_name text not null,
  recipe text not null,
  digest text,
  asset_id text references assets (id) on delete cascade deferrable initially deferred,
  job_id text,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index uploads_by_state on uploads (state, created_at_ms, ordinal);
create index uploads_by_asset on uploads (asset_id);

create table events (
  seq integer not null primary key,
  at_ms bigint not null,
  asset_id text,
  job_id text,
  body text not null
);
create index events_by_asset on events (asset_id, seq);
create index events_by_job on events (job_id, seq);
create table event_head (
  id integer not null primary key check (id = 1),
  newest bigint not null,
  closed integer not null
);
insert into event_head (id, newest, closed) values (1, 0, 1);
`;
