import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveRecipe } from '@reelmill/core';
import { sha256OfBytes } from '@reelmill/engine';
import type { Quotas } from '@reelmill/engine/ports';
import { expect, it, onTestFinished } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, tempFolder } from '../testing/server-under-test.ts';

const NONE: Quotas = { bytes: null, videoSeconds: null, jobs: null };

const open = async (quotas: Partial<Quotas>, options: object = {}) => {
  const server = await openServer(await tempFolder(), { ...options, quotas: { ...NONE, ...quotas } });
  const call = async (method: string, path: string, body?: object | string, headers = {}) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
  };
  const put = (text: string) => call('PUT', '/assets?name=a.mp4&recipe=poster', text);
  const announce = (bytes: number) =>
    call('POST', '/uploads', undefined, { 'tus-resumable': '1.0.0', 'upload-length': String(bytes) });
  return { server, call, put, announce };
};

it('reserves bytes when they are announced, and gives them back when an upload or an asset goes', async () => {
  const { server, call, put, announce } = await open({ bytes: 10_000_000 });
  const asset = await put('x'.repeat(1000));
  expect(asset.status).toBe(201);
  const upload = await announce(9_000_000);
  expect(upload.status).toBe(201);
  const before = await filesIn(server.folder);
  const refused = await announce(1_000_000);
  expect(refused).toMatchObject({
    status: 403,
    body: {
      code: 'QUOTA_EXCEEDED',
      message: 'You have 9.0 MB of the 10.0 MB you may keep, and this is 1.0 MB; delete something first.',
      details: { quota: 'bytes', used: 9_001_000, limit: 10_000_000, wanted: 1_000_000 },
    },
  });
  const parts = { name: 'a.mp4', sizeBytes: 9_000_000, sha256: 'a'.repeat(64) };
  const { sourceDigest } = { sourceDigest: asset.body.source.digest };
  expect((await call('POST', '/multipart', parts)).body.code).toBe('QUOTA_EXCEEDED');
  expect((await call('POST', '/assets', { sourceDigest, name: 'again' })).status).toBe(201);
  expect(await filesIn(server.folder)).toEqual(before);
  const tus = { 'tus-resumable': '1.0.0' };
  const path = `/uploads/${upload.headers.get('location')?.split('/').at(-1)}`;
  expect((await call('DELETE', path, undefined, tus)).status).toBe(204);
  const started = await call('POST', '/multipart', parts);
  expect(started.status).toBe(201);
  expect((await announce(1_000_000)).status).toBe(403);
  await call('DELETE', `/multipart/${started.body.id}`);
  await call('DELETE', `/assets/${asset.body.id}`);
  expect((await announce(9_999_000)).status).toBe(201);
});

it('holds uploads of unknown length to the quota once they say it', async () => {
  const { call } = await open({ bytes: 1000 });
  const tus = { 'tus-resumable': '1.0.0' };
  const deferred = await call('POST', '/uploads', undefined, { ...tus, 'upload-defer-length': '1' });
  const path = `/uploads/${deferred.headers.get('location')?.split('/').at(-1)}`;
  const chunk = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const told = await call('PATCH', path, 'abc', { ...chunk, 'upload-length': '1001' });
  expect(told).toMatchObject({ status: 403, body: { code: 'QUOTA_EXCEEDED' } });
  expect((await call('PATCH', path, 'abc', { ...chunk, 'upload-length': '1000' })).status).toBe(204);
});

it('takes what has no length until it is as much as one may keep, also what the server fetches', async () => {
  const site = createServer((_request, reply) => {
    reply.write('x'.repeat(600));
    reply.end('x'.repeat(600));
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void site.close());
  const { server, call, put } = await open({ bytes: 1000 }, { importAllow: ['127.0.0.1'] });
  const tus = { 'tus-resumable': '1.0.0' };
  const deferred = await call('POST', '/uploads', undefined, { ...tus, 'upload-defer-length': '1' });
  const path = `/uploads/${deferred.headers.get('location')?.split('/').at(-1)}`;
  const send = (bytes: number, offset: number) =>
    call('PATCH', path, 'x'.repeat(bytes), {
      ...{ ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    });
  expect((await send(900, 0)).status).toBe(204);
  expect(await send(200, 900)).toMatchObject({ status: 403, body: { code: 'QUOTA_EXCEEDED' } });
  expect((await send(100, 900)).status).toBe(204);
  expect((await call('DELETE', path, undefined, tus)).status).toBe(204);
  const before = await filesIn(server.folder);
  const { port } = site.address() as AddressInfo;
  const { body: asked } = await call('POST', '/imports', { url: `http://127.0.0.1:${port}/a.mp4` });
  await expect
    .poll(async () => (await call('GET', `/imports/${asked.id}`)).body, { timeout: 20_000 })
    .toMatchObject({ state: 'failed', error: { code: 'QUOTA_EXCEEDED' } });
  expect(await filesIn(server.folder)).toEqual(before);
  expect((await put('x'.repeat(1000))).status).toBe(201);
});

it('holds what is made because somebody asks, and files in place of outputs, to the quota of whose they are', async () => {
  const { server, call } = await open({ bytes: 3000, jobs: 1 });
  const makeKey = (wanted: object, key?: string) =>
    call('POST', '/keys', wanted, key ? { authorization: `Bearer ${key}` } : {});
  const { key: admin } = (await makeKey({ name: 'a', scope: 'admin' })).body;
  const { key: ann } = (await makeKey({ name: 'b', userId: 'ann' }, admin)).body;
  const by = (key: string) => ({ authorization: `Bearer ${key}` });
  const recipe = resolveRecipe({ outputs: [{ kind: 'tiers' }, { kind: 'poster', onDemand: true }] });
  if (!recipe.ok) throw new Error(recipe.error.message);
  /** Of Ann's, whose job has ended and left the poster until somebody asks. */
  const made = async (text: string) => {
    const { body } = await call('PUT', '/assets?name=a.mp4', text, by(ann));
    const ended = { state: 'succeeded', recipe: recipe.value.recipe, finishedAtMs: 1 } as const;
    await server.engine.commit(async (tx) => {
      await tx.jobs.update(body.job.id, ended);
      await tx.assets.update(body.id, { currentJobId: body.job.id, visibility: 'public' });
    });
    return body;
  };
  const [asset, tiered] = [await made('x'), await made('y'.repeat(1000))];
  await server.engine.commit(async (tx) => {
    const artifactDigest = sha256OfBytes('an artifact');
    await tx.artifacts.put({ digest: artifactDigest, entries: [], facts: null });
    const tier = { jobId: tiered.job.id, name: 'sd', kind: 'tier', onDemand: false } as const;
    await tx.outputs.put({ ...tier, artifactDigest, publishedAtMs: 1 });
  });
  const { body: busy } = await call('PUT', '/assets?name=b.mp4', 'z', by(ann));
  const before = await filesIn(server.folder);
  const over = (quota: string) => ({ status: 403, body: { code: 'QUOTA_EXCEEDED', details: { quota } } });
  const ask = () => call('GET', `/assets/${asset.id}/outputs/poster`, undefined, by(ann));
  const replace = (text: string) => call('PUT', `/assets/${tiered.id}/outputs/sd`, text, by(admin));
  expect(await ask()).toMatchObject(over('jobs'));
  expect(await replace('z')).toMatchObject(over('jobs'));
  const watched = await fetch(`${server.url}/media/outputs/${asset.id}/poster`);
  expect([watched.status, await watched.json()]).toEqual([
    403,
    { code: 'QUOTA_EXCEEDED', message: expect.stringContaining('try again later') },
  ]);
  await call('POST', `/jobs/${busy.job.id}/cancel`, undefined, by(ann));
  expect(await replace('z'.repeat(2001))).toMatchObject(over('bytes'));
  expect(await filesIn(server.folder)).toEqual(before);
  expect((await ask()).status).toBe(202);
});

it('gives back after a day what was announced and never came', async () => {
  let nowMs = Date.now();
  const { server, call, announce } = await open({ bytes: 9_000_000, jobs: 3 }, { nowMs: () => nowMs });
  const sweep = async (): Promise<void> => {
    for (const each of [server.uploads, server.multiparts, server.engine.transactions]) await each.sweep();
  };
  const parts = { name: 'a.mp4', sizeBytes: 4_000_000, sha256: 'a'.repeat(64) };
  const files = [{ role: 'original', name: 'a.mp4', sizeBytes: 3 }];
  expect((await announce(4_000_000)).status).toBe(201);
  expect((await call('POST', '/multipart', parts)).status).toBe(201);
  expect((await call('POST', '/transactions', { files })).status).toBe(201);
  nowMs += 23 * 3600_000;
  await sweep();
  expect((await announce(1)).status).toBe(403);
  nowMs += 3600_000;
  await sweep();
  expect(await server.engine.store.direct.owners.usage('local')).toEqual({
    bytes: 0,
    videoSeconds: 0,
    jobs: 0,
  });
});

it('lets an administrator give one user more, less, or as much as they like', async () => {
  const { server, call, announce } = await open({ bytes: 1000, jobs: 9 });
  const set = (user: string, quota: object) => call('PUT', `/users/${user}/quota`, quota);
  expect((await announce(1001)).status).toBe(403);
  expect(await set('local', { bytes: 5000 })).toMatchObject({
    status: 200,
    body: { id: 'local', quota: { bytes: 5000, minutes: null, jobs: 9 }, ownQuota: { bytes: 5000 } },
  });
  expect((await announce(3000)).status).toBe(201);
  expect((await announce(3000)).status).toBe(403);
  await set('local', { bytes: null, jobs: 1, minutes: 1.5 });
  expect(await announce(5)).toMatchObject({ body: { message: expect.stringContaining('1 of the 1 jobs') } });
  await set('local', { bytes: null });
  expect((await announce(1e6)).status).toBe(201);
  await set('bob@example.com', { bytes: 0 });
  expect((await call('GET', '/users')).body.items).toMatchObject([
    { id: 'bob@example.com', used: { bytes: 0, minutes: 0, jobs: 0 }, ownQuota: { bytes: 0 } },
    { id: 'local', used: { bytes: 1_003_000, minutes: 0, jobs: 2 }, ownQuota: { bytes: null } },
  ]);
  await set('bob@example.com', {});
  expect((await call('GET', '/users')).body.items).toHaveLength(1);
  await set('local', {});
  expect((await announce(5)).status).toBe(403);
  for (const wrong of [{ bytes: -1 }, { bytes: '5GB' }, { seconds: 5 }, { jobs: 1.5 }])
    expect((await set('local', wrong)).status).toBe(400);
  expect((await set('a%20b', {})).status).toBe(404);
  const { body } = await call('POST', '/keys', { name: 'a', scope: 'admin' });
  const by = { authorization: `Bearer ${body.key}` };
  const { body: anns } = await call('POST', '/keys', { name: 'b', userId: 'ann', scope: 'import' }, by);
  for (const [method, path] of [
    ['GET', '/users'],
    ['PUT', '/users/ann/quota'],
  ] as const) {
    const asked = method === 'PUT' ? {} : undefined;
    expect((await call(method, path, asked, { authorization: `Bearer ${anns.key}` })).status).toBe(403);
  }
  expect(await server.engine.store.direct.owners.withQuotas()).toEqual([]);
});

it('counts jobs that run or wait, and those uploads will have', async () => {
  const { call, put, announce } = await open({ jobs: 2 });
  const { body: asset } = await put('x');
  expect((await announce(5)).status).toBe(201);
  const again = () => call('POST', '/jobs', { assetId: asset.id, recipe: 'poster' });
  expect(await again()).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('You have 2 of the 2 jobs you may have at once') },
  });
  expect((await put('y')).status).toBe(403);
  await call('POST', `/jobs/${asset.job.id}/cancel`);
  expect((await again()).status).toBe(201);
  expect((await call('POST', `/jobs/${asset.job.id}/retry`)).status).toBe(403);
});

it('never gives two requests at once more between them than one may have', async () => {
  const { announce } = await open({ bytes: 100 });
  const answers = await Promise.all(Array.from({ length: 8 }, () => announce(30)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
});

it('takes no more videos once there are as many minutes as one may keep', async () => {
  const { server, call, put } = await open({ videoSeconds: 600 });
  const { body: asset } = await put('x');
  const { engine } = server;
  const probe = { durationSeconds: 599, tracks: [] } as never;
  await engine.store.direct.assets.update(asset.id, { probe });
  expect((await put('y')).status).toBe(201);
  await engine.store.direct.assets.update(asset.id, { probe: { durationSeconds: 720 } as never });
  expect(await put('z')).toMatchObject({
    status: 403,
    body: { message: 'You have 12 of the 10 minutes of video you may keep; delete something first.' },
  });
  expect((await call('POST', '/jobs', { assetId: asset.id, recipe: 'poster' })).status).toBe(201);
});

it('lets bulk jobs wait under the quota of jobs, and go on as those before end', async () => {
  const { server, call, put } = await open({ jobs: 2 });
  const assetIds: string[] = [];
  for (const text of ['x', 'y', 'z']) {
    const { body } = await put(text);
    assetIds.push(body.id);
    await call('POST', `/jobs/${body.job.id}/cancel`);
  }
  await server.engine.start();
  onTestFinished(() => server.engine.stop());
  const { body: bulk } = await call('POST', '/bulk', { assetIds, recipe: 'poster' });
  // Nothing can be run here, so every job fails, and the last has its turn as well.
  await expect
    .poll(async () => (await call('GET', `/bulk/${bulk.id}`)).body.state, { timeout: 20_000 })
    .toBe('failed');
  const jobs = (await call('GET', '/jobs')).body.items as { createdAt: string; finishedAt: string }[];
  const [last, ...others] = jobs.slice(0, 3);
  expect(others.some(({ finishedAt }) => finishedAt <= (last?.createdAt ?? ''))).toBe(true);
});
