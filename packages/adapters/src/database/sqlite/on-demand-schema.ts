/** Outputs that are made when somebody asks, by jobs that complete another one, and what outputs are worth keeping. */
export const onDemandSchema = `
alter table jobs add column completes text;
alter table outputs add column on_demand integer not null default 0;
create index outputs_on_demand on outputs (job_id) where on_demand = 1;
create table demand (
  asset_id text not null references assets (id) on delete cascade deferrable initially deferred,
  name text not null,
  rank real not null,
  primary key (asset_id, name)
);
create index demand_by_rank on demand (rank);
`;
