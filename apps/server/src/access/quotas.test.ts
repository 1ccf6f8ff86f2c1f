import type { Quotas } from '@reelmill/engine';
import { expect, it, onTestFinished } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, tempFolder } from '../testing/server-under-test.ts';

const NONE: Quotas = { bytes: null, videoSeconds: null, jobs: null };

const open = async (quotas: Partial<Quotas>) => {
  const server = await openServer(await tempFolder(), { quotas: { ...NONE, ...quotas } });
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
