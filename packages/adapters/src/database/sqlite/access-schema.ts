/** Keys that stand for users, and browsers that showed one. Both are kept as digests of what their holders know. */
export const accessSchema = `
create table api_keys (
  ordinal integer primary key autoincrement,
  id text not null unique,
  secret_digest text not null,
  name text not null,
  user_id text not null,
  scope text not null,
  created_at_ms bigint not null,
  expires_at_ms bigint,
  last_used_at_ms bigint,
  revoked_at_ms bigint
);
create table sessions (
  token_digest text not null primary key,
  key_id text not null references api_keys (id) on delete cascade deferrable initially deferred,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index sessions_by_end on sessions (expires_at_ms);
`;
