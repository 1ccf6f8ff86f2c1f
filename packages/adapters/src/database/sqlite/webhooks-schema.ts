/** Endpoints that are told what happens, and what each was told; how far the log of events has been read for them. */
export const webhooksSchema = `
create table webhooks (
  id text not null primary key,
  url text not null,
  secret text not null,
  events text not null,
  is_enabled integer not null,
  problem text,
  created_at_ms bigint not null
);
create table webhook_deliveries (
  ordinal integer primary key autoincrement,
  id text not null unique,
  webhook_id text not null references webhooks (id) on delete cascade deferrable initially deferred,
  event text not null,
  payload text not null,
  state text not null,
  attempts integer not null,
  status integer,
  problem text,
  created_at_ms bigint not null,
  delivered_at_ms bigint,
  next_attempt_at_ms bigint
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at_ms) where state = 'pending';
create index webhook_deliveries_of on webhook_deliveries (webhook_id, ordinal);
create table webhook_cursor (id integer primary key check (id = 1), seq integer not null);
insert into webhook_cursor select 1, newest from event_head;
`;
