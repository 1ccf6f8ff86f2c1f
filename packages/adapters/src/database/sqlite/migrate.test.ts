import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const version = (database: DatabaseSync) => database.prepare('pragma user_version').get()?.['user_version'];

it('runs each step once, in order, from where the database stands', () => {
  const database = new DatabaseSync(':memory:');
  const steps = ['create table a (x)', 'insert into a values (1)', 'insert into a select x + 1 from a'];
  migrate(database, steps.slice(0, 2));
  expect(version(database)).toBe(2);
  migrate(database, steps);
  migrate(database, steps);
  expect(version(database)).toBe(3);
  expect(database.prepare('select x from a order by x').all()).toEqual([{ x: 1 }, { x: 2 }]);
});

it('leaves a step that fails undone as a whole, and keeps those before it', () => {
  const database = new DatabaseSync(':memory:');
  const broken = 'insert into a values (2); insert into missing values (1)';
  expect(() => migrate(database, ['create table a (x)', broken])).toThrow(/missing/);
  expect(version(database)).toBe(1);
  expect(database.prepare('select count(*) as n from a').get()).toEqual({ n: 0 });
  migrate(database, ['create table a (x)', 'insert into a values (3)']);
  expect(version(database)).toBe(2);
});
