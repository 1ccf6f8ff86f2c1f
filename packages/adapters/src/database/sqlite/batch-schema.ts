/** Version 4. Steps that are run in one go, and how to find the others of a batch. */
export const batchSchema = `
alter table steps add column batch text;
create index steps_by_batch on steps (job_id, batch) where state = 'ready' and batch is not null;
`;
