import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthSchema as Health, NewApiKeySchema } from '@reelmill/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { filesIn } from '../testing/files-in.ts';
import { runServer, type ServerUnderTest } from '../testing/server-under-test.ts';

const OpenApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What these tests read of any answer. */
const Answer = z.looseObject({
  id: z.string().default(''),
  items: z.unknown().optional(),
  job: z.looseObject({ id: z.string() }).nullish(),
  source: z.looseObject({ digest: z.string(), sizeBytes: z.number() }).optional().catch(undefined),
});

/** Every address that needs no key, and why. */
const OPEN = new Set([
  // Whether the service is there, for who looks after it.
  ...['get /healthz', 'get /readyz'],
  // What tus can do here.
  ...['options /api/v1/uploads', 'options /api/v1/uploads/{id}'],
  // How one comes in, and goes.
  ...['post /api/v1/session', 'delete /api/v1/session'],
]);

let server: ServerUnderTest;
let keys: { readonly admin: string; readonly ann: string; readonly bob: string };
/** One of everything of Ann's, by the part of the address that it follows. */
let things: Readonly<Record<string, string>>;
let routes: readonly { readonly method: string; readonly path: string }[];
let stop: () => Promise<void>;

const ask = (key: string | null, method: string, path: string, body?: unknown, headers = {}) =>
  fetch(`${server.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const json = async (key: string, method: string, path: string, body?: unknown) =>
  Answer.parse(await (await ask(key, method, `/api/v1${path}`, body)).json());
const makeKey = async (by: string | null, wanted: object) =>
  NewApiKeySchema.parse(await (await ask(by, 'POST', '/api/v1/keys', wanted)).json()).key;
const tusHeaders = { 'tus-resumable': '1.0.0', 'upload-length': '3' };
const startUpload = async (key: string) => {
  const answer = await ask(key, 'POST', '/api/v1/uploads', undefined, tusHeaders);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
};

beforeAll(async () => {
  // What is made here lives as long as all tests of this file.
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-server-'));
  server = await runServer(folder);
  stop = async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  const admin = await makeKey(null, { name: 'admin', scope: 'admin' });
  const ann = await makeKey(admin, { name: 'a', userId: 'ann' });
  keys = { admin, ann, bob: await makeKey(admin, { name: 'b', userId: 'bob' }) };
  const asset = await json(ann, 'PUT', '/assets?name=film.mp4', 'the bytes of a film');
  const multipart = { name: 'a.mp4', sizeBytes: 9_000_000, sha256: 'a'.repeat(64) };
  const files = [{ role: 'original', name: 'a.mp4', sizeBytes: 3 }];
  const [bulk, imported, sent, webhook, transaction] = [
    await json(ann, 'POST', '/bulk', { assetIds: [asset.id], recipe: 'poster' }),
    await json(ann, 'POST', '/imports', { url: 'https://example.invalid/a.mp4' }),
    await json(ann, 'POST', '/multipart', multipart),
    await json(ann, 'POST', '/webhooks', { url: 'https://example.invalid/', events: ['asset.created'] }),
    await json(ann, 'POST', '/transactions', { files }),
  ];
  things = {
    ...{
      assets: asset.id,
      jobs: asset.job?.id ?? '',
      bulk: bulk.id,
      imports: imported.id,
      multipart: sent.id,
    },
    ...{
      transactions: transaction.id,
      webhooks: webhook.id,
      uploads: await startUpload(ann),
      keys: 'key_AAAAAAAAAAAAAAAAAAAAAA',
    },
  };
  const document = OpenApi.parse(await (await ask(null, 'GET', '/docs/json')).json());
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path })),
  );
});
afterAll(() => stop());

/** A path of the document with Ann's things in it. */
const address = (path: string): string =>
  path
    .replace(/\/(\w+)\/\{id\}/, (_all, kind: string) => {
      const id = things[kind === 'outputs' || kind === 'stills' ? 'assets' : kind];
      if (id === undefined) throw new Error(`make one of "${kind}" for Ann in this test`);
      return `/${kind}/${id}`;
    })
    .replace('{jobId}', things['jobs'] ?? '')
    .replaceAll(/\{[^}]*[dD]igest\}/g, 'a'.repeat(64))
    .replaceAll(/\{number\}/g, '1')
    .replaceAll(/\{[^}]+\}/g, 'nothing')
    .replace(/\/still.*/, '$&?at=0');

const rowsLeft = async () => ({
  files: await filesIn(server.folder).then((files) => files.filter((file) => !file.includes('sqlite'))),
  things: await Promise.all(
    ['assets', 'jobs', 'bulk', 'imports', 'webhooks'].map(
      async (kind) => (await json(keys.ann, 'GET', `/${kind}`)).items,
    ),
  ),
});

describe('without a key', () => {
  it('every address of the document is refused, but those that say why not', async () => {
    const before = await rowsLeft();
    const answered: string[] = [];
    for (const { method, path } of routes) {
      const body = path.endsWith('/license') ? { kids: ['A'.repeat(22)] } : undefined;
      const { status } = await ask(null, method, address(path), body, tusHeaders);
      // Some media are for everybody: of others nobody is told that they are there.
      if (status !== (path.startsWith('/media/') ? 404 : 401)) answered.push(`${method} ${path}: ${status}`);
    }
    expect(new Set(answered.map((answer) => answer.split(':')[0]))).toEqual(OPEN);
    expect(await rowsLeft()).toEqual(before);
  });
});

describe('another user', () => {
  it('is told of nothing of Ann’s by its id, whatever he asks for', async () => {
    const before = await rowsLeft();
    const seen: string[] = [];
    for (const { method, path } of routes) {
      if (!path.includes('{id}') || method === 'options') continue;
      const body = ['post', 'put', 'patch'].includes(method) ? {} : undefined;
      const answer = await ask(keys.bob, method, address(path), body, tusHeaders);
      const allowed = path.startsWith('/api/v1/keys') ? 403 : 404;
      if (answer.status !== allowed) seen.push(`${method} ${path}: ${answer.status}`);
    }
    expect(seen).toEqual([]);
    expect(await rowsLeft()).toEqual(before);
  });

  it('is told of his own jobs by /healthz, and who has no key of none', async () => {
    const counts = [null, keys.bob, keys.ann].map(async (key) =>
      Health.parse(await (await ask(key, 'GET', '/healthz')).json()),
    );
    expect((await Promise.all(counts)).map(({ jobs }) => jobs)).toEqual([
      null,
      { queued: 0, running: 0 },
      { queued: expect.any(Number), running: 0 },
    ]);
    expect((await counts[2])?.jobs?.queued).toBeGreaterThan(0);
  });

  it('cannot tell what is Ann’s from what is not there', async () => {
    const [hers, none] = await Promise.all(
      [things['assets'], 'asset_AAAAAAAAAAAAAAAAAAAAAA'].map((id) =>
        ask(keys.bob, 'GET', `/api/v1/assets/${id}`),
      ),
    );
    expect(await hers?.text()).toBe(await none?.text());
  });

  it('sees none of Ann’s things in any list, though she does, and the administrator', async () => {
    const lists = ['assets', 'jobs', 'bulk', 'imports', 'webhooks'].map((name) => `/api/v1/${name}`);
    const known = routes.filter(({ method, path }) => method === 'get' && !path.includes('{'));
    const others = ['keys', 'users', 'session', 'recipes', 'convert/options', 'playback-keys'].map(
      (name) => `/api/v1/${name}`,
    );
    // What is listed from now on is listed here, too.
    expect(
      known
        .map(({ path }) => path)
        .filter((path) => path.startsWith('/api'))
        .sort(),
    ).toEqual([...lists, ...others].sort());
    for (const path of lists) {
      const [bobs, anns, all] = await Promise.all(
        [keys.bob, keys.ann, keys.admin].map((key) => json(key, 'GET', path.slice('/api/v1'.length))),
      );
      expect([path, bobs?.items]).toEqual([path, []]);
      expect([path, anns?.items]).toEqual([path, [expect.anything()]]);
      expect([path, all?.items]).toEqual([path, [expect.anything()]]);
    }
  });

  it('tells nobody’s webhook of what is another’s', async () => {
    const hook = { url: 'https://example.invalid/', events: ['asset.created'] };
    const bobs = await json(keys.bob, 'POST', '/webhooks', hook);
    await json(keys.ann, 'PUT', '/assets?name=next.mp4', 'of Ann');
    await server.webhooks.wake();
    const log = async (key: string, id: string) =>
      Answer.parse(await (await ask(key, 'GET', `/api/v1/webhooks/${id}/deliveries`)).json()).items;
    expect(await log(keys.ann, things['webhooks'] ?? '')).not.toEqual([]);
    expect(await log(keys.bob, bobs.id)).toEqual([]);
  });

  it('makes nothing of what is Ann’s', async () => {
    const assetId = things['assets'];
    const { source = { digest: '', sizeBytes: 0 } } = await json(keys.ann, 'GET', `/assets/${assetId}`);
    const attempts = [
      ['POST', '/jobs', { assetId, recipe: 'poster' }],
      ['POST', '/bulk', { assetIds: [assetId], recipe: 'poster' }],
      ['POST', '/bulk', { query: {}, recipe: 'poster' }],
      ['POST', '/assets', { sourceDigest: source.digest, name: 'mine' }],
    ] as const;
    for (const [method, path, body] of attempts) {
      const answer = await ask(keys.bob, method, `/api/v1${path}`, body);
      expect([path, [400, 404].includes(answer.status)]).toEqual([path, true]);
    }
    const metadata = `asset ${Buffer.from(String(assetId)).toString('base64')}`;
    const id = Buffer.from(String(things['transactions'])).toString('base64');
    const role = Buffer.from('original').toString('base64');
    for (const headers of [
      { ...tusHeaders, 'upload-metadata': `transaction ${id},role ${role}` },
      { ...tusHeaders, 'upload-metadata': metadata },
      { 'tus-resumable': '1.0.0', 'upload-concat': `final;/api/v1/uploads/${things['uploads']}` },
    ]) {
      expect((await ask(keys.bob, 'POST', '/api/v1/uploads', undefined, headers)).status).toBe(404);
    }
    const multipart = { name: 'a.mp4', sizeBytes: source.sizeBytes, sha256: source.digest };
    const joined = { ...multipart, transaction: { id: things['transactions'], role: 'original' } };
    expect((await ask(keys.bob, 'POST', '/api/v1/multipart', joined)).status).toBe(404);
    const started = await json(keys.bob, 'POST', '/multipart', multipart);
    expect(started).not.toHaveProperty('alreadyHere');
    expect(await json(keys.ann, 'POST', '/multipart', multipart)).toHaveProperty('alreadyHere');
    expect((await json(keys.bob, 'GET', '/assets')).items).toEqual([]);
  });

  it('hears no event that is not about his own, live or replayed', async () => {
    const heard = async (key: string) => {
      const events: { type: string; seq: number; ownerId?: string }[] = [];
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/events?since=0`, {
        headers: { authorization: `Bearer ${key}` },
      });
      onTestFinished(() => socket.terminate());
      const open = Promise.withResolvers<void>();
      socket.on('message', (data: Buffer) => {
        events.push(JSON.parse(data.toString('utf8')));
        open.resolve();
      });
      await open.promise;
      return events;
    };
    const [bob, ann, admin] = await Promise.all([keys.bob, keys.ann, keys.admin].map(heard));
    await json(keys.ann, 'PATCH', `/assets/${things['assets']}`, { name: 'renamed' });
    const own = await json(keys.bob, 'PUT', '/assets?name=b.mp4', 'of Bob');
    await expect.poll(() => bob?.some(({ type }) => type === 'asset.created')).toBe(true);
    const owners = (events: typeof bob) =>
      [...new Set(events?.flatMap(({ ownerId }) => ownerId ?? []))].sort();
    expect(owners(bob)).toEqual(['bob']);
    await expect.poll(() => owners(admin)).toEqual(['ann', 'bob']);
    expect(owners(ann)).toEqual(['ann']);
    await ask(keys.bob, 'DELETE', `/api/v1/assets/${own.id}`);
    await expect.poll(() => bob?.at(-1)?.type).toBe('asset.deleted');
    expect(owners(ann)).toEqual(['ann']);
  });
});
