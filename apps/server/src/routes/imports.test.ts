import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DEFAULT_PRESET, ImportPageSchema, ImportSchema, resolveRecipe, type Scope } from '@reelmill/core';
import { createImports, watchFolder } from '@reelmill/engine';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const bytes = randomBytes(300_000);
const digest = createHash('sha256').update(bytes).digest('hex');

let folder: string;
let server: ServerUnderTest;
beforeEach(async () => {
  folder = await tempFolder();
  await mkdir(join(folder, 'films'));
  server = await openServer(join(folder), {
    importRoots: [join(folder, 'films')],
    importAllow: ['127.0.0.1'],
  });
});

const ask = (path: string, body?: object) =>
  fetch(`${server.url}/api/v1/imports${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: body ? { 'content-type': 'application/json' } : {},
  });
const start = async (body: object) => {
  const answer = await ask('', body);
  expect(answer.status).toBe(202);
  return ImportSchema.parse(await answer.json()).id;
};
const stateOf = async (id: string) => ImportSchema.parse(await (await ask(`/${id}`)).json());
const ended = async (id: string) => {
  await expect.poll(async () => (await stateOf(id)).finishedAt, { timeout: 20_000 }).not.toBeNull();
  return stateOf(id);
};
const assets = async () =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 9, offset: 0 })).items;

/** Once some of it has arrived: what is on its way when a connection breaks is lost. */
const breakOff = (reply: ServerResponse): void => {
  const look = async (): Promise<void> => {
    const names = await filesIn(server.uploadsFolder);
    const files = await Promise.all(names.map((name) => stat(join(server.uploadsFolder, name))));
    if (files.some((file) => file.size > 0)) reply.destroy();
    else setTimeout(() => void look(), 10);
  };
  void look();
};

const site = async (answer: RequestListener): Promise<string> => {
  const http = createServer(answer);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
};

describe('an import from an address', () => {
  it('becomes an asset of its bytes, once, and leaves no secret of the address behind', async () => {
    const url = await site((_request, reply) =>
      reply.writeHead(200, { 'content-length': bytes.length }).end(bytes),
    );
    const made = await ended(
      await start({ url: `${url}/a%20film.mp4?signature=secret`, metadata: { n: 1 } }),
    );
    expect(made).toMatchObject({
      state: 'succeeded',
      source: `${url}/a%20film.mp4`,
      fileName: 'a film.mp4',
      receivedBytes: bytes.length,
    });
    expect(await assets()).toMatchObject([
      { id: made.assetId, name: 'a film.mp4', metadata: { n: 1 }, source: { digest } },
    ]);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
    expect(JSON.stringify(await (await ask('')).json())).not.toContain('secret');
  });

  it('takes one whose length is not told', async () => {
    const url = await site((_request, reply) => {
      reply.write(bytes.subarray(0, 1000));
      reply.end(bytes.subarray(1000));
    });
    expect(await ended(await start({ url, name: 'live.mp4' }))).toMatchObject({ state: 'succeeded' });
    expect((await assets())[0]).toMatchObject({ name: 'live.mp4', source: { digest } });
  });

  it('goes on where the connection broke, and begins anew when the bytes are others', async () => {
    const starts: number[] = [];
    const url = await site((request, reply) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(from);
      const headers = { etag: '"1"', 'content-length': bytes.length - from };
      if (from > 0)
        reply.writeHead(206, {
          ...headers,
          'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
        });
      else reply.writeHead(200, headers);
      if (starts.length < 3) reply.write(bytes.subarray(from, from + 100_000), () => breakOff(reply));
      else reply.end(bytes.subarray(from));
    });
    expect(await ended(await start({ url }))).toMatchObject({ state: 'succeeded' });
    expect((await assets())[0]?.source.digest).toBe(digest);
    expect(starts.at(-1)).toBeGreaterThan(0);

    let asked = 0;
    const changing = await site((_request, reply) => {
      asked += 1;
      const body = asked === 1 ? randomBytes(300_000) : bytes;
      reply.writeHead(200, { etag: `"${asked}"`, 'content-length': body.length });
      if (asked === 1) reply.write(body.subarray(0, 100_000), () => breakOff(reply));
      else reply.end(body);
    });
    expect(await ended(await start({ url: changing }))).toMatchObject({ state: 'succeeded' });
    expect((await assets())[0]?.source.digest).toBe(digest);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it.each([
    ['a private address', 'http://10.0.0.1/a.mp4', 'private network'],
    ['one that is refused', '/404', 'answered with 404'],
    ['more than is accepted', '/large', 'at most'],
    ['more than is accepted, when it does not say so', '/endless', 'more than'],
    ['one that breaks again and again', '/broken', 'again'],
  ])('ends with a reason for %s, and leaves nothing behind', async (_what, address, said) => {
    const url = await site((request, reply) => {
      if (request.url === '/404') reply.writeHead(404).end();
      else if (request.url === '/large') reply.writeHead(200, { 'content-length': 2e6 }).end();
      else if (request.url === '/broken') reply.destroy();
      else {
        const more = (): void => {
          while (!reply.destroyed && reply.write(bytes));
        };
        reply.on('drain', more);
        more();
      }
    });
    const failed = await ended(await start({ url: address.startsWith('/') ? url + address : address }));
    expect(failed).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(said) } });
    expect(await assets()).toEqual([]);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('can be cancelled, and is gone on with after the server was stopped', async () => {
    const replies: { end: () => void }[] = [];
    const url = await site((request, reply) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = { etag: '"1"', 'content-length': bytes.length - from };
      if (from > 0)
        reply.writeHead(206, {
          ...headers,
          'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
        });
      else reply.writeHead(200, headers);
      reply.write(bytes.subarray(from, from + 1000));
      if (replies.length < 2) replies.push({ end: () => reply.end(bytes.subarray(from + 1000)) });
      else reply.end(bytes.subarray(from + 1000));
    });
    const cancelled = await start({ url });
    await expect.poll(() => replies.length).toBe(1);
    expect((await ask(`/${cancelled}/cancel`, {})).status).toBe(200);
    expect(await stateOf(cancelled)).toMatchObject({ state: 'cancelled' });
    expect((await ask(`/${cancelled}/cancel`, {})).status).toBe(409);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);

    const interrupted = await start({ url });
    await expect.poll(() => replies.length).toBe(2);
    await server.close();
    server = await openServer(folder, { importAllow: ['127.0.0.1'] });
    expect(await ended(interrupted)).toMatchObject({ state: 'succeeded' });
    expect((await assets()).map((asset) => asset.source.digest)).toEqual([digest]);
  });
});

describe('an address that gives a byte now and then', () => {
  const drip = () =>
    site((_request, reply) => {
      reply.writeHead(200);
      const timer = setInterval(() => reply.write('x'), 50);
      reply.on('close', () => clearInterval(timer));
    });
  const of = (ownerId: string, url: string) => {
    const recipe = resolveRecipe(DEFAULT_PRESET);
    if (!recipe.ok) throw new Error(recipe.error.message);
    const asked = { fileName: null, metadata: {}, recipe: recipe.value, priority: 0 };
    return server.imports.create({ ownerId, from: { url }, ...asked });
  };

  it('keeps nobody waiting but whoever asked for it', async () => {
    const slow = await drip();
    for (let count = 0; count < 3; count += 1) expect((await of('ann', slow)).ok).toBe(true);
    const made = await of('bob', await site((_request, reply) => reply.end(bytes)));
    expect(await ended(made.ok ? made.value.id : '')).toMatchObject({ state: 'succeeded' });
    const { items } = ImportPageSchema.parse(await (await ask('?limit=9')).json());
    expect(items.map(({ state }) => state).sort()).toEqual(['queued', 'running', 'running', 'succeeded']);
  });

  it('is given up after a week, and nothing of it is left', async () => {
    const made = await of('ann', await drip());
    const id = made.ok ? made.value.id : '';
    await expect.poll(async () => (await filesIn(server.uploadsFolder)).length).toBe(1);
    await server.imports.stop();
    const { engine, uploads } = server;
    const aWeekOn = createImports({
      ...{ store: engine.store, uploads, roots: [], log: { info() {}, warn() {}, error() {} } },
      guard: { allowAddresses: ['127.0.0.1'], maxBytes: 1e6 },
      nowMs: () => Date.now() + 7 * 24 * 3600_000,
    });
    await aWeekOn.start();
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { reason: 'limit-exceeded' } });
    await aWeekOn.stop();
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });
});

it('takes no more imports of one owner than it can look through', async () => {
  const { store } = server.engine;
  await server.imports.stop();
  const first = await store.direct.imports.get(await start({ url: 'http://127.0.0.1:9/' }));
  if (!first) throw new Error('it was just made');
  await store.transaction(async (tx) => {
    for (let count = 1; count < 1000; count += 1)
      await tx.imports.insert({ ...first, id: `import_${count}` });
  });
  const refused = await ask('', { url: 'http://127.0.0.1:9/' });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  expect(await store.direct.imports.unfinished()).toHaveLength(1000);
});

describe('an import from a folder of the server', () => {
  it('takes files below the import folders and nothing else', async () => {
    await writeFile(join(folder, 'films', 'a.mp4'), bytes);
    await writeFile(join(folder, 'secret.mp4'), 'secret');
    await symlink(join(folder, 'secret.mp4'), join(folder, 'films', 'link.mp4'));
    expect(await ended(await start({ path: 'a.mp4' }))).toMatchObject({
      state: 'succeeded',
      source: 'a.mp4',
    });
    expect((await assets())[0]?.source.digest).toBe(digest);
    for (const path of [
      '../secret.mp4',
      join(folder, 'secret.mp4'),
      'link.mp4',
      '.',
      '',
      'missing.mp4',
      '/etc/passwd',
    ]) {
      const answer = await ask('', { path });
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain(folder);
    }
    expect((await ask('', {})).status).toBe(400);
    expect((await ask('', { path: 'a', url: 'http://a' })).status).toBe(400);
  });

  it('takes nothing that was put in the place of a file, or of its folder, after it was asked for', async () => {
    const [films, day, secret] = ['films', 'films/day', 'secret'].map((name) => join(folder, name));
    await mkdir(day ?? '');
    await mkdir(secret ?? '');
    for (const path of [day, secret]) await writeFile(join(path ?? '', 'a.mp4'), 'secret');
    await server.imports.stop();
    const ids = [await start({ path: 'day/a.mp4' }), await start({ path: 'day/a.mp4' })];
    await rename(day ?? '', join(films ?? '', 'moved'));
    await symlink(secret ?? '', day ?? '');
    await server.imports.start();
    for (const id of ids) {
      const { state, error } = await ended(id);
      expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'NOT_FOUND' });
    }
    expect(await filesIn(join(folder, 'blobs'))).toEqual([]);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('is for keys that may import, whoever they stand for, as are objects of the bucket', async () => {
    await writeFile(join(folder, 'films', 'a.mp4'), bytes);
    const keyFor = async (scope: Scope): Promise<string> => {
      const made = await server.access.keys.create({ name: 'a', userId: scope, scope });
      return made.ok ? made.value.key : '';
    };
    const askWith = (key: string, body: object) =>
      fetch(`${server.url}/api/v1/imports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
    await keyFor('admin');
    const [writes, imports] = [await keyFor('write'), await keyFor('import')];
    const here = [{ path: 'a.mp4' }, { path: 'missing.mp4' }, { s3: { key: 'incoming/a.mp4' } }];
    for (const body of here) {
      const refused = await askWith(writes, body);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ message: expect.stringContaining('scope "import"') });
    }
    expect(await server.imports.list({ limit: 9, offset: 0 })).toMatchObject({ total: 0 });
    expect((await askWith(writes, { url: 'https://example.invalid/a.mp4' })).status).toBe(202);
    const taken = await askWith(imports, { path: 'a.mp4' });
    expect(taken.status).toBe(202);
    expect((await server.imports.list({ limit: 9, offset: 0, ownerId: 'import' })).total).toBe(1);
  });

  it('takes every file put into a watched folder once it is whole, also after a restart only once', async () => {
    const watched = join(folder, 'films');
    const recipe = resolveRecipe(DEFAULT_PRESET);
    if (!recipe.ok) throw new Error(recipe.error.message);
    const open = () =>
      watchFolder({
        ...{ folder: watched, recipe: recipe.value, imports: server.imports },
        log: { info: () => {}, warn: () => {}, error: () => {} },
      });
    const watch = open();
    await writeFile(join(watched, 'b.mp4.part'), bytes);
    await watch.look();
    await watch.look();
    await rename(join(watched, 'b.mp4.part'), join(watched, 'b.mp4'));
    await watch.look();
    expect((await server.imports.list({ limit: 9, offset: 0 })).total).toBe(0);
    await watch.look();
    await watch.look();
    const again = open();
    await again.look();
    await again.look();
    const { items } = await server.imports.list({ limit: 9, offset: 0 });
    expect(items).toHaveLength(1);
    expect(await ended(items[0]?.id ?? '')).toMatchObject({ state: 'succeeded', fileName: 'b.mp4' });
    await utimes(join(watched, 'b.mp4'), 1, 1);
    await again.look();
    await again.look();
    expect((await server.imports.list({ limit: 9, offset: 0 })).total).toBe(2);
  });

  it('follows no link out of a watched folder, nor round in it', async () => {
    const watched = join(folder, 'films');
    await mkdir(join(folder, 'others'));
    await writeFile(join(folder, 'others', 'secret.mp4'), 'secret');
    await symlink(join(folder, 'others'), join(watched, 'folder'));
    await symlink(join(folder, 'others', 'secret.mp4'), join(watched, 'file.mp4'));
    await symlink(watched, join(watched, 'round'));
    await mkdir(join(watched, 'day'));
    await writeFile(join(watched, 'day', 'a.mp4'), bytes);
    const recipe = resolveRecipe(DEFAULT_PRESET);
    if (!recipe.ok) throw new Error(recipe.error.message);
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const watcher = watchFolder({ folder: watched, recipe: recipe.value, imports: server.imports, log });
    await watcher.look();
    await watcher.look();
    await expect.poll(async () => (await assets()).map(({ name }) => name)).toEqual(['a.mp4']);
    const { items } = ImportPageSchema.parse(await (await ask('')).json());
    expect(items).toHaveLength(1);
  });
});
