/** Whose everything is: what was there before belongs to the local user, and an event to who owns what it is about. */
export const ownersSchema = `
alter table assets add column owner_id text not null default 'local';
alter table uploads add column owner_id text not null default 'local';
alter table multiparts add column owner_id text not null default 'local';
alter table transactions add column owner_id text not null default 'local';
alter table imports add column owner_id text not null default 'local';
alter table bulks add column owner_id text not null default 'local';
alter table webhooks add column owner_id text not null default 'local';
alter table events add column owner_id text not null default 'local';
create index assets_by_owner on assets (owner_id, created_at_ms, ordinal);
create index uploads_by_owner on uploads (owner_id) where state = 'uploading';
create index multiparts_by_owner on multiparts (owner_id) where state <> 'complete';
create index events_by_owner on events (owner_id, seq);
`;
