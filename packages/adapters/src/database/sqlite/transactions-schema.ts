/** Files that become one asset together, and whose uploads bring them. */
export const transactionsSchema = `
create table transactions (
  ordinal integer primary key autoincrement,
  id text not null unique,
  name text not null,
  metadata text not null,
  recipe_name text not null,
  recipe text not null,
  priority integer not null,
  state text not null,
  error text,
  asset_id text references assets (id) on delete cascade deferrable initially deferred,
  job_id text,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index transactions_open on transactions (ordinal) where state = 'open';
create index transactions_by_end on transactions (expires_at_ms);
create index transactions_by_asset on transactions (asset_id);
create table transaction_files (
  transaction_id text not null references transactions (id) on delete cascade deferrable initially deferred,
  role text not null,
  position integer not null,
  file_name text not null,
  size_bytes bigint not null,
  sha256 text,
  digest text,
  upload text,
  primary key (transaction_id, role)
);
create index transaction_files_by_digest on transaction_files (digest);
alter table uploads add column member text;
alter table uploads add column expected_digest text;
alter table multiparts add column member text;
`;
