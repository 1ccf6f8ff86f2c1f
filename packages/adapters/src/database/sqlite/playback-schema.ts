/** Who may watch an asset: anybody or nobody, and whom it was given to for a time. Keys are numbers; they are kept nowhere. */
export const playbackSchema = `
alter table assets add column visibility text;
create table playback_tokens (
  ordinal integer primary key autoincrement,
  id text not null unique,
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  key_number integer not null,
  ip text,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  revoked_at_ms bigint
);
create index playback_tokens_of on playback_tokens (asset_id, ordinal);
create index playback_tokens_by_end on playback_tokens (expires_at_ms);
create index playback_tokens_revoked on playback_tokens (expires_at_ms) where revoked_at_ms is not null;
create table playback_keys (number integer primary key autoincrement, created_at_ms bigint not null);
`;
