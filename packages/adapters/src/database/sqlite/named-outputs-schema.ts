/** Version 5. A job may publish several outputs of a kind, each under its own name; until now each was named as its kind. */
export const namedOutputsSchema = `
create table named_outputs (
  job_id text not null references jobs (id) on delete cascade deferrable initially deferred,
  name text not null,
  kind text not null,
  artifact_digest text not null,
  published_at_ms bigint not null,
  primary key (job_id, name)
);
insert into named_outputs select job_id, kind, kind, artifact_digest, published_at_ms from outputs;
drop table outputs;
alter table named_outputs rename to outputs;
create index outputs_by_artifact on outputs (artifact_digest);
update steps set publishes = json_object('kind', publishes, 'name', publishes) where publishes is not null;
`;
