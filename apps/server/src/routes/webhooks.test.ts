import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  NewWebhookSchema,
  WebhookDeliveryPageSchema,
  WebhookListSchema,
  WebhookPayloadSchema,
} from '@reelmill/core';
import { Webhook } from 'standardwebhooks';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

let folder: string;
let nowMs: number;
let server: ServerUnderTest;
const open = () => openServer(folder, { importAllow: ['127.0.0.1'], nowMs: () => nowMs });
beforeEach(async () => {
  folder = await tempFolder();
  nowMs = Date.now();
  server = await open();
});

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who listens and answers as told. */
const listener = async (answer: (heard: Heard, count: number) => number) => {
  const heard: Heard[] = [];
  const http = createServer((request, reply) => {
    void text(request).then((body) => {
      const last = { headers: request.headers, body };
      heard.push(last);
      return reply.writeHead(answer(last, heard.length)).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`, heard };
};

const ask = (path: string, method = 'GET', body?: object) =>
  fetch(`${server.url}/api/v1/webhooks${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
const add = async (body: object) => NewWebhookSchema.parse(await (await ask('', 'POST', body)).json());
const deliveries = async (id: string) =>
  WebhookDeliveryPageSchema.parse(await (await ask(`/${id}/deliveries`)).json()).items;

it('tells an endpoint what happens, signed as the specification says', async () => {
  const { url, heard } = await listener(() => 204);
  const { id, secret } = await add({ url, events: ['asset.created', 'job.cancelled'] });
  const asset = await addAsset(server, 'a film');
  await server.engine.cancelJob(asset.job?.id ?? '');
  await server.webhooks.wake();
  const verified = heard.map(({ headers, body }) =>
    new Webhook(secret).verify(body, headers as Record<string, string>),
  );
  const assetId = asset.id;
  expect(verified.map((payload) => WebhookPayloadSchema.parse(payload))).toMatchObject([
    { type: 'asset.created', data: { assetId, asset: { id: assetId } } },
    { type: 'job.cancelled', data: { assetId, jobId: asset.job?.id, job: { state: 'cancelled' } } },
  ]);
  expect(() =>
    new Webhook(secret).verify(`${heard[0]?.body} `, heard[0]?.headers as Record<string, string>),
  ).toThrow();
  expect(await deliveries(id)).toMatchObject([
    { event: 'job.cancelled', state: 'delivered', attempts: 1, status: 204 },
    { event: 'asset.created', state: 'delivered' },
  ]);
});

it('tries again under the same id until it is taken, and never tells a secret again', async () => {
  const { url, heard } = await listener((_heard, count) => (count < 3 ? 503 : 200));
  const { id, secret } = await add({ url, events: ['asset.created'] });
  await addAsset(server, 'a film');
  for (let tries = 0; tries < 5; tries += 1) {
    await server.webhooks.wake();
    nowMs += 3600_000;
  }
  expect(heard).toHaveLength(3);
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await deliveries(id)).toMatchObject([
    { state: 'delivered', attempts: 3, status: 200, problem: null },
  ]);
  expect(await (await ask('')).text()).not.toContain(secret);
});

it('forgets nothing that happened while it was stopped', async () => {
  const { url, heard } = await listener(() => 200);
  await add({ url, events: ['asset.created'] });
  await server.webhooks.stop();
  const asset = await addAsset(server, 'a film');
  await server.close();
  server = await open();
  await server.webhooks.wake();
  expect(heard.map(({ body }) => JSON.parse(body).data.asset.id)).toEqual([asset.id]);
  await server.close();
  server = await open();
  await server.webhooks.wake();
  expect(heard).toHaveLength(1);
});

it('gives up after three days or when the endpoint is gone, says why, and goes on when it is enabled again', async () => {
  let status = 500;
  const { url, heard } = await listener(() => status);
  const { id } = await add({ url, events: ['asset.created'] });
  await addAsset(server, 'a film');
  for (let tries = 0; tries < 40; tries += 1) {
    await server.webhooks.wake();
    nowMs += 4 * 3600_000;
  }
  const list = async () => WebhookListSchema.parse(await (await ask('')).json()).items;
  expect(await list()).toMatchObject([
    { id, isEnabled: false, problem: 'The endpoint took nothing for three days.' },
  ]);
  expect(await deliveries(id)).toMatchObject([{ state: 'failed', status: 500 }]);
  const tries = heard.length;
  await server.webhooks.wake();
  expect(heard).toHaveLength(tries);

  status = 200;
  await ask(`/${id}`, 'PATCH', { isEnabled: true });
  const [failed] = await deliveries(id);
  expect((await ask(`/${id}/deliveries/${failed?.id}/replay`, 'POST')).status).toBe(202);
  await server.webhooks.wake();
  expect(heard.at(-1)?.headers['webhook-id']).toBe(failed?.id);
  expect(await list()).toMatchObject([{ isEnabled: true, problem: null }]);

  const gone = await listener(() => 410);
  const second = await add({ url: gone.url, events: ['asset.created'] });
  await addAsset(server, 'another film');
  await server.webhooks.wake();
  expect((await list()).find((webhook) => webhook.id === second.id)).toMatchObject({ isEnabled: false });
});

it('tells nobody on a private network, and nobody who was deleted', async () => {
  const hidden = await add({ url: 'http://10.1.2.3/hook' });
  const { url, heard } = await listener(() => 200);
  const deleted = await add({ url });
  expect((await ask(`/${deleted.id}`, 'DELETE')).status).toBe(204);
  await addAsset(server, 'a film');
  await server.webhooks.wake();
  expect(await deliveries(hidden.id)).toMatchObject([
    { state: 'pending', problem: 'The address leads to a private network, which is not accepted.' },
  ]);
  expect(heard).toEqual([]);
  expect((await ask('', 'POST', { url: 'ftp://example.com' })).status).toBe(422);
  expect((await ask('', 'POST', { url, events: ['nonsense'] })).status).toBe(400);
  expect((await ask('/webhook_AAAAAAAAAAAAAAAAAAAAAA/deliveries')).status).toBe(404);
});

it('keeps nobody waiting for the endpoint of somebody else, which takes and never answers', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { heard, url } = await listener(() => 204);
  const { port } = silent.address() as AddressInfo;
  const bob = { ownerId: 'bob', url: `http://127.0.0.1:${port}/`, events: ['asset.created'] } as const;
  const made = await server.webhooks.create(bob);
  if (!made.ok) throw new Error(made.error.message);
  const due = { state: 'pending', attempts: 0, status: null, problem: null, deliveredAtMs: null } as const;
  for (let count = 0; count < 20; count += 1) {
    await server.engine.store.direct.webhooks.insertDelivery({
      ...{ id: `msg_${count}`, webhookId: made.value.id, event: 'asset.created', payload: '{}', ...due },
      ...{ createdAtMs: nowMs, nextAttemptAtMs: nowMs - 1 },
    });
  }
  void server.webhooks.wake();
  await add({ url, events: ['asset.created'] });
  await addAsset(server, 'a film');
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
  const { items } = WebhookDeliveryPageSchema.parse(await (await ask(`/${made.value.id}/deliveries`)).json());
  expect(items.every(({ attempts }) => attempts === 0)).toBe(true);
});

it('takes no more endpoints of one owner than it can tell', async () => {
  const wanted = { url: 'http://127.0.0.1/', events: ['asset.created'] };
  for (let count = 0; count < 20; count += 1) expect((await ask('', 'POST', wanted)).status).toBe(201);
  const refused = await ask('', 'POST', wanted);
  expect(refused.status).toBe(409);
  expect(WebhookListSchema.parse(await (await ask('')).json()).items).toHaveLength(20);
});
