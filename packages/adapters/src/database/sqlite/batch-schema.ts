/** Version 4. Steps that are run in one go, how to find the others of a batch, and a job's steps in the order of its plan. */
export const batchSchema = `
alter table steps add column batch text;
create index steps_in_order on steps (job_id, position, ordinal, work);
create index steps_by_batch on steps (job_id, batch) where state = 'ready' and batch is not null;
`;
