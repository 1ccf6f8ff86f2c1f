/**
 * Jobs have a priority, and take turns within each lane. What a claim looks at is kept in one row for each job and lane,
 * so that the number of steps that wait does not count. `ready` is 1 while a step of the job is due in the lane.
 */
export const claimOrderSchema = `
alter table jobs add column priority integer not null default 0;
alter table uploads add column priority integer not null default 0;

create table job_lanes (
  job_id text not null references jobs (id) on delete cascade deferrable initially deferred,
  lane text not null,
  job_ordinal integer not null,
  priority integer not null,
  running integer not null,
  waiting_since_ms bigint not null,
  ready integer not null,
  primary key (job_id, lane)
);
create unique index job_lanes_in_turn
  on job_lanes (lane, priority desc, running, waiting_since_ms, job_ordinal) where ready = 1;

drop index steps_to_claim;
alter table steps drop column job_created_at_ms;
alter table steps drop column job_ordinal;
create index steps_to_claim on steps (job_id, lane, position) where state = 'ready';
create index steps_in_lane on steps (job_id, lane) where state = 'running';

insert into job_lanes
  select job_id, lane, jobs.ordinal, jobs.priority, sum(steps.state = 'running'), jobs.created_at_ms, max(steps.state = 'ready')
  from steps join jobs on jobs.id = steps.job_id
  group by job_id, lane;
`;
