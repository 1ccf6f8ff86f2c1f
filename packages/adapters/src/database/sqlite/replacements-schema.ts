/** Files that somebody put in place of outputs. */
export const replacementsSchema = `
create table replacements (
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  name text not null,
  digest text not null,
  size_bytes bigint not null,
  primary key (asset_id, name)
);
create index replacements_by_digest on replacements (digest);
`;
