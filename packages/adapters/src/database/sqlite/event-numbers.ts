import type { DatabaseSync } from 'node:sqlite';

/** More numbers than transactions that are not durable can hold between two syncs of the log (about 1,000 pages). */
const SKIPPED_NUMBERS = 1_000_000;

/**
 * A power cut may take back the newest events of transactions that were not durable, although listeners saw their
 * numbers. When the last run did not close the store, numbering skips ahead so that none is ever given twice.
 */
export const continueEventNumbers = (database: DatabaseSync): void => {
  database.exec(
    `update event_head set newest = newest + case when closed = 1 then 0 else ${SKIPPED_NUMBERS} end, closed = 0`,
  );
};

/** Says that nothing was lost: the next run may go on with the next number. */
export const settleEventNumbers = (database: DatabaseSync): void => {
  database.exec('update event_head set closed = 1');
};
