/**
 * Outputs belong to the job that published them, and an asset points at the job whose outputs it shows. What assets
 * showed before is what they show now.
 */
export const versionsSchema = `
alter table assets add column current_job_id text;
update assets set current_job_id = (
  select id from jobs where asset_id = assets.id and state = 'succeeded'
  order by finished_at_ms desc, ordinal desc limit 1
);

create table job_outputs (
  job_id text not null references jobs (id) on delete cascade deferrable initially deferred,
  kind text not null,
  artifact_digest text not null,
  published_at_ms bigint not null,
  primary key (job_id, kind)
);
insert into job_outputs
  select coalesce(assets.current_job_id, outputs.job_id), kind, artifact_digest, published_at_ms
  from outputs join assets on assets.id = outputs.asset_id;
drop table outputs;
alter table job_outputs rename to outputs;
create index outputs_by_artifact on outputs (artifact_digest);
`;
