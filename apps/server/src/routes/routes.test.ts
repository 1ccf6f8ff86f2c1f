import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { AssetPageSchema, HealthSchema, JobPageSchema, JobSchema, RecipeListSchema } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addAsset } from '../testing/add-asset.ts';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { tus } from '../testing/tus-client.ts';

const OpenApi = z.looseObject({
  paths: z.record(z.string(), z.unknown()),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
const NO_ASSET = 'asset_AAAAAAAAAAAAAAAAAAAAAA';

let server: ServerUnderTest;
let api: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  api = `${server.url}/api/v1`;
});

interface Made {
  readonly id: string;
  readonly source: { readonly digest: string };
  readonly job: { readonly id: string };
}

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${api}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const said = await answer.text();
  return { status: answer.status, body: said === '' ? null : JSON.parse(said), headers: answer.headers };
};

describe('assets', () => {
  it('lists with search, filter, order and paging', async () => {
    for (const name of ['alpha.mp4', 'beta.mp4', 'gamma.mp4']) await addAsset(server, name, name);
    const page = await ask('GET', '/assets?limit=2&sort=name&order=asc');
    expect(AssetPageSchema.parse(page.body)).toMatchObject({
      items: [{ name: 'alpha.mp4' }, { name: 'beta.mp4' }],
      total: 3,
      limit: 2,
      offset: 0,
    });
    expect((await ask('GET', '/assets?limit=2&offset=2')).body.items).toHaveLength(1);
    expect((await ask('GET', '/assets?search=GAM')).body.items).toMatchObject([{ name: 'gamma.mp4' }]);
    expect((await ask('GET', '/assets?state=ready')).body.total).toBe(0);
    expect((await ask('GET', '/assets?state=processing')).body.total).toBe(3);
  });

  it('makes one of bytes it holds, and says what to do when it does not', async () => {
    const held = await addAsset(server, 'bytes');
    const made = await ask('POST', '/assets', {
      sourceDigest: held.source.digest,
      name: 'again',
      metadata: { n: 1 },
      recipe: 'poster',
      priority: -10,
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'again',
        metadata: { n: 1 },
        source: { sizeBytes: 5 },
        job: { recipeName: 'poster', priority: -10 },
      },
    });
    const unknown = await ask('POST', '/assets', { sourceDigest: 'a'.repeat(64), name: 'x' });
    expect(unknown).toMatchObject({
      status: 404,
      body: { message: expect.stringContaining('send the file') },
    });
    const recipe = await ask('POST', '/assets', {
      sourceDigest: held.source.digest,
      name: 'x',
      recipe: 'wbe',
    });
    expect(recipe).toMatchObject({ status: 400, body: { code: 'INVALID_RECIPE' } });
  });

  it('gets, patches and deletes one', async () => {
    const { id } = await addAsset(server, 'bytes');
    expect((await ask('GET', `/assets/${id}`)).body).toMatchObject({ id, probe: null, outputs: [] });
    const patched = await ask('PATCH', `/assets/${id}`, { name: ' New ', metadata: { a: true } });
    expect(patched).toMatchObject({ status: 200, body: { name: 'New', metadata: { a: true } } });
    expect(await ask('DELETE', `/assets/${id}`)).toMatchObject({ status: 204, body: null });
    expect((await ask('GET', `/assets/${id}`)).status).toBe(404);
    expect((await ask('DELETE', `/assets/${id}`)).status).toBe(404);
    expect((await ask('PATCH', `/assets/${id}`, { name: 'x' })).status).toBe(404);
    expect((await ask('GET', `/assets/${id}/source`)).status).toBe(404);
    expect(await filesIn(`${server.folder}/blobs`)).toEqual([]);
  });

  it('gives an asset another source, with the recipe it had, and lets go of the old bytes', async () => {
    const put = (path: string, body: string) => fetch(`${api}${path}`, { method: 'PUT', body });
    const made = (await (await put('/assets?name=first.mp4&recipe=poster', 'first cut')).json()) as Made;
    const answer = await put(`/assets/${made.id}/source?name=second.mp4`, 'second cut');
    expect(answer.status).toBe(201);
    const replaced = (await answer.json()) as Made;
    expect(replaced).toMatchObject({
      id: made.id,
      name: 'first.mp4',
      source: { fileName: 'second.mp4', sizeBytes: 10 },
      job: { recipeName: 'poster' },
    });
    expect(replaced.job.id).not.toBe(made.job.id);
    expect((await ask('GET', `/jobs/${made.job.id}`)).body).toMatchObject({ finishedAt: expect.any(String) });
    expect(await (await fetch(`${api}/assets/${made.id}/source`)).text()).toBe('second cut');
    expect(await server.engine.blobs.stat(made.source.digest)).toBeUndefined();
    expect((await put(`/assets/${NO_ASSET}/source?name=x.mp4`, 'x')).status).toBe(404);
  });

  it('takes a whole file in one PUT', async () => {
    const put = await tus(`${api}/assets?name=a%2Fb.mp4&recipe=poster&priority=4`, {
      method: 'PUT',
      headers: { 'content-type': 'video/mp4' },
      body: 'bytes',
    });
    expect(put.status).toBe(201);
    expect(JSON.parse(put.text)).toMatchObject({
      name: 'b.mp4',
      source: { sizeBytes: 5 },
      job: { recipeName: 'poster', priority: 4 },
    });
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it.each([
    ['no name', '', { 'content-type': 'video/mp4' }, 'bytes', 400],
    ['no length', '?name=a', { 'transfer-encoding': 'chunked' }, 'bytes', 400],
    ['no bytes', '?name=a', {}, '', 422],
    ['an unknown recipe', '?name=a&recipe=wbe', {}, 'bytes', 400],
    ['a priority beyond the range', '?name=a&priority=11', {}, 'bytes', 400],
  ])('refuses a PUT with %s and leaves nothing', async (_what, query, headers, body, status) => {
    const answer = await tus(`${api}/assets${query}`, {
      method: 'PUT',
      headers,
      body,
    });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).message).toMatch(/\w+ .*\.$/);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });
});

describe('jobs', () => {
  it('runs through create, list, get, cancel and retry', async () => {
    const asset = await addAsset(server, 'bytes');
    const made = await ask('POST', '/jobs', {
      assetId: asset.id,
      recipe: { outputs: [{ kind: 'poster', atSeconds: 2 }] },
      priority: 7,
    });
    expect(made).toMatchObject({ status: 201, body: { recipeName: 'custom', priority: 7, state: 'queued' } });
    const { id } = made.body;
    const list = JobPageSchema.parse((await ask('GET', `/jobs?assetId=${asset.id}`)).body);
    expect(list.items.map((job) => job.id)).toEqual([id, asset.job?.id]);
    const job = JobSchema.parse((await ask('GET', `/jobs/${id}`)).body);
    expect(job.stepDetails.map((step) => step.kind)).toEqual(['probe']);
    expect((await ask('POST', `/jobs/${id}/retry`)).status).toBe(409);
    expect(await ask('POST', `/jobs/${id}/cancel`)).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    expect(await ask('POST', `/jobs/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    const retried = await ask('POST', `/jobs/${id}/retry`);
    expect(retried).toMatchObject({
      status: 201,
      body: { recipeName: 'custom', priority: 7, state: 'queued' },
    });
    expect((await ask('GET', '/jobs?state=cancelled')).body.items).toMatchObject([{ id }]);
  });

  it('pauses and resumes, and says that a job which ended cannot be', async () => {
    const asset = await addAsset(server, 'bytes');
    const id = asset.job?.id ?? '';
    const act = (action: string) => ask('POST', `/jobs/${id}/${action}`);
    expect(await act('pause')).toMatchObject({ status: 200, body: { state: 'paused' } });
    expect(await act('pause')).toMatchObject({ status: 200, body: { state: 'paused' } });
    expect((await act('retry')).status).toBe(409);
    expect((await ask('GET', '/jobs?state=paused')).body.items).toMatchObject([{ id }]);
    expect(await act('resume')).toMatchObject({ status: 200, body: { state: 'queued' } });
    await act('pause');
    expect(await act('cancel')).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    for (const action of ['pause', 'resume']) {
      expect(await act(action)).toMatchObject({
        status: 409,
        body: { code: 'CONFLICT', message: expect.stringContaining('already been cancelled') },
      });
      expect((await ask('POST', `/jobs/job_AAAAAAAAAAAAAAAAAAAAAA/${action}`)).status).toBe(404);
    }
  });

  it('knows no job of no asset', async () => {
    expect((await ask('POST', '/jobs', { assetId: NO_ASSET })).status).toBe(404);
    expect((await ask('GET', '/jobs/job_AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
    expect((await ask('POST', '/jobs/job_AAAAAAAAAAAAAAAAAAAAAA/cancel')).status).toBe(404);
  });
});

describe('the service', () => {
  it('lists its recipes', async () => {
    const { items } = RecipeListSchema.parse((await ask('GET', '/recipes')).body);
    expect(items.find((item) => item.isDefault)?.name).toBe('web');
  });

  it('says how it is', async () => {
    await addAsset(server, 'bytes');
    const health = HealthSchema.parse(await (await fetch(`${server.url}/healthz`)).json());
    expect(health).toMatchObject({ status: 'ok', version: '1.2.3', jobs: { queued: 1, running: 0 } });
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ready: true });
  });

  it('documents every route it has', async () => {
    const document = OpenApi.parse(await (await fetch(`${server.url}/docs/json`)).json());
    const paths = `${Object.keys(document.paths).sort().join('\n')}\n`;
    await expect(paths).toMatchFileSnapshot('./routes.golden.txt');
    expect(Object.keys(document.components.schemas)).toContain('Asset');
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name ?? '');
    expect((await fetch(`${server.url}/docs`)).status).toBe(200);
  });
});

describe('errors', () => {
  it.each([
    ['GET', '/assets?limit=1000', 'limit'],
    ['GET', '/assets?colour=red', 'colour'],
    ['GET', '/assets?state=lost', 'state'],
    ['POST', '/jobs', 'assetId'],
    ['POST', '/assets', 'sourceDigest'],
    ['PATCH', `/assets/${NO_ASSET}`, 'name'],
  ])('%s %s names what is wrong', async (method, path, named) => {
    const answer = await ask(method, path, method === 'GET' ? undefined : {});
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(answer.body.message).toContain(named);
    expect(answer.body.details.issues.length).toBeGreaterThan(0);
  });

  it.each([
    ['broken JSON', 'application/json', '{"a":', 400, 'INVALID_REQUEST'],
    ['no JSON', 'application/json', '', 400, 'INVALID_REQUEST'],
    ['another type', 'text/plain', 'hello', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['too much', 'application/json', JSON.stringify('x'.repeat(2 << 20)), 413, 'PAYLOAD_TOO_LARGE'],
    ['a prototype', 'application/json', '{"__proto__":{"a":1}}', 400, 'INVALID_REQUEST'],
  ])('refuses %s', async (_what, type, body, status, code) => {
    const answer = await fetch(`${api}/jobs`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, message: expect.stringMatching(/\w+ .*/) });
  });

  it('has JSON for addresses where nothing is', async () => {
    for (const path of ['/nope', '/assets/nope', '/jobs/nope', '/assets/%zz', '/assets/x/y/z']) {
      const answer = await ask('GET', path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.body).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    }
  });

  it('tells the log, not the caller, about a bug', async () => {
    Object.assign(server.engine, { listAssets: () => Promise.reject(new Error('secret /path/of/server')) });
    const answer = await ask('GET', '/assets');
    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|stack|\.ts/);
  });

  it('answers bytes that are no request', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const said = await text(socket);
    expect(said).toContain('HTTP/1.1 400');
    expect(JSON.parse(said.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
