import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { withSystemCode } from './disk-errors.ts';

const errorOf = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

it('names a full disk as Node does', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table a (x); pragma max_page_count = 3');
  const error = errorOf(() => database.exec('insert into a values (randomblob(100000))'));
  expect(withSystemCode(error)).toMatchObject({ code: 'ENOSPC', message: expect.stringContaining('full') });
});

it('names a failing disk by any of its extended codes', () => {
  const SQLITE_IOERR_WRITE = 778;
  const error = Object.assign(new Error('disk I/O error'), { errcode: SQLITE_IOERR_WRITE });
  expect(withSystemCode(error)).toBe(error);
  expect(error).toMatchObject({ code: 'EIO' });
});

it('leaves everything else alone', () => {
  const database = new DatabaseSync(':memory:');
  const error = errorOf(() => database.exec('select * from missing'));
  expect(withSystemCode(error)).toMatchObject({ code: 'ERR_SQLITE_ERROR' });
  expect(withSystemCode('text')).toBe('text');
});
