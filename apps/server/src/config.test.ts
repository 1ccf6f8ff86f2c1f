import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const account = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };

describe('settings of an object store', () => {
  it.each([
    ['a bucket without an account', { S3_BUCKET: 'films' }, 'S3_ACCESS_KEY_ID'],
    ['a folder to import from without a bucket', { IMPORT_S3_PREFIX: 'incoming/' }, 'S3_BUCKET'],
    ['downloads from a bucket without one', { S3_DOWNLOADS: 'direct' }, 'S3_BUCKET'],
    ['the whole bucket to import from', { S3_BUCKET: 'films', ...account, IMPORT_S3_PREFIX: '/' }, 'slash'],
    ['a folder that others begin like', { S3_BUCKET: 'films', ...account, IMPORT_S3_PREFIX: 'in' }, 'slash'],
  ])('are refused: %s', (_what, env, said) => {
    expect(readConfig(env)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(said) },
    });
  });

  it('are read together', () => {
    const env = { S3_BUCKET: 'films', ...account, IMPORT_S3_PREFIX: 'incoming/', S3_CACHE: '2GB' };
    expect(readConfig(env)).toMatchObject({
      ok: true,
      value: { s3: { bucket: 'films', cacheBytes: 2e9, prefix: '' }, importS3Prefix: 'incoming/' },
    });
  });
});

it.each([{ IMPORT_ROOTS: '/srv/films:/srv' }, { IMPORT_ROOTS: '/srv/reelmill/' }, { WATCH_FOLDER: '/' }])(
  'a folder to import from never holds the data folder: %j',
  (env) => {
    const read = readConfig({ DATA_DIR: '/srv/reelmill', ...env });
    expect(read).toMatchObject({ ok: false, error: { message: expect.stringContaining('DATA_DIR') } });
  },
);

it('folders beside the data folder, or in it, may be imported from', () => {
  const env = { IMPORT_ROOTS: '/srv/films:/srv/reelmill-2', WATCH_FOLDER: '/srv/reelmill/..in' };
  expect(readConfig({ DATA_DIR: '/srv/reelmill', ...env }).ok).toBe(true);
});
