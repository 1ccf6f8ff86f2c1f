import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA_STEPS } from './schema-versions.ts';

/**
 * Brings the database to the newest schema, each step in a transaction of its own.
 * Throws a sentence a person can act on when a newer Reelmill wrote the database, or something else did.
 */
export const migrate = (database: DatabaseSync, steps: readonly string[] = SCHEMA_STEPS): void => {
  const version = Number(database.prepare('pragma user_version').get()?.user_version);
  if (version > steps.length) {
    throw new Error(
      `The database has schema version ${version}, but this Reelmill knows only up to ${steps.length}: ` +
        'it was written by a newer Reelmill. Start that one, or choose another data folder.',
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec('begin exclusive');
    try {
      database.exec(step);
      database.exec(`pragma user_version = ${index + 1}`);
      database.exec('commit');
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }
};
