/** Uploads whose length is told later, and uploads put together from others. */
export const uploadPartsSchema = `
create table uploads_with_parts (
  ordinal integer primary key autoincrement,
  id text not null unique,
  file_name text not null,
  length_bytes bigint,
  is_part integer not null default 0,
  parts text,
  offset_bytes bigint not null,
  state text not null,
  tus_metadata text not null,
  metadata text not null,
  recipe_name text not null,
  recipe text not null,
  priority integer not null default 0,
  digest text,
  asset_id text references assets (id) on delete cascade deferrable initially deferred,
  job_id text,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
insert into uploads_with_parts (
  ordinal, id, file_name, length_bytes, offset_bytes, state, tus_metadata, metadata, recipe_name, recipe, priority, digest,
  asset_id, job_id, created_at_ms, expires_at_ms
) select
  ordinal, id, file_name, length_bytes, offset_bytes, state, tus_metadata, metadata, recipe_name, recipe, priority, digest,
  asset_id, job_id, created_at_ms, expires_at_ms
from uploads;
drop table uploads;
alter table uploads_with_parts rename to uploads;
create index uploads_by_state on uploads (state, created_at_ms, ordinal);
create index uploads_by_asset on uploads (asset_id);
`;
