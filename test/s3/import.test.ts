import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { openS3BlobStore, openS3ObjectSource, openSqliteStore } from '@reelmill/adapters';
import { ImportSchema } from '@reelmill/core';
import { describeObjectSourceConformance } from '@reelmill/engine/conformance';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { keyOf, openBucket } from '../../packages/adapters/src/blobs/s3/s3-bucket.ts';
import { openS3Proxy, type S3Fault, type S3Operation } from '../rig/s3-proxy.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const bytes = randomBytes(300_000);
const digest = createHash('sha256').update(bytes).digest('hex');

describeObjectSourceConformance('S3', async () => {
  const cacheFolder = await tempFolder();
  const [prefix, below] = [`${randomUUID()}/`, `${randomUUID()}/`];
  const own = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix };
  const bucket = openBucket(own);
  const put = async (key: string, body: Uint8Array): Promise<string> => {
    const sent = { Bucket: bucket.name, Key: key, Body: body, ContentLength: body.length };
    await bucket.client.send(new PutObjectCommand(sent));
    return key;
  };
  const blobs = await openS3BlobStore({ ...own, cacheFolder, cacheBytes: 1e9 });
  const { digest: ours } = await blobs.putBytes(randomBytes(10));
  const open = (importPrefix: string) => openS3ObjectSource({ ...own, importPrefix });
  return {
    objects: open(below),
    put: (name, body) => put(`${below}${name}`, body),
    forbidden: [
      keyOf(bucket, ours),
      await put(`${below}${ours}`, bytes),
      await put(`${prefix}uploads/upload_secret`, bytes),
      `${below}../${keyOf(bucket, ours)}`,
      `${below}./a film.mp4`,
      `${below}/a film.mp4`,
      below,
      'a film.mp4',
    ],
    blob: async (wanted) => ((await blobs.stat(wanted)) ? buffer(blobs.read(wanted)) : undefined),
    reopen: async () => open(below),
    close: async () => {},
  };
});

/** A server that may import from a folder of its bucket, in which one film lies. */
const open = async () => {
  const dataFolder = join(await tempFolder(), 'data');
  await mkdir(dataFolder);
  const [prefix, importS3Prefix] = [`${randomUUID()}/`, `${randomUUID()}/`];
  let fault: ((operation: S3Operation) => S3Fault | undefined) | undefined;
  const proxy = await openS3Proxy(inject('s3').endpoint, (operation) => fault?.(operation));
  const sound = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 };
  const bucket = openBucket(sound);
  const put = (Key: string, Body: Uint8Array) =>
    bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body, ContentLength: Body.length }));
  await put(`${importS3Prefix}a film.mp4`, bytes);
  const config = {
    ...({ port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent', importS3Prefix } as const),
    ...{ s3: { ...sound, endpoint: proxy.endpoint }, importAllow: ['127.0.0.1'] },
  };
  let running: { readonly url: string; close(): Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  const start = async (): Promise<void> => {
    // Nothing is encoded: only what is imported matters.
    const started = await startServer(config, { lanes: { light: 0, cpu: 0, gpu: 0, io: 0 } });
    if (!started.ok) throw new Error(started.error.message);
    running = started.value;
  };
  await start();
  onTestFinished(close);
  const ask = (path: string, body?: object) =>
    fetch(`${running?.url}/api/v1/imports${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: body ? { 'content-type': 'application/json' } : {},
    });
  const look = async (id: string) => ImportSchema.parse(await (await ask(`/${id}`)).json());
  const objects = openS3ObjectSource({ ...sound, importPrefix: importS3Prefix });
  return {
    ...{ dataFolder, prefix, importS3Prefix, bucket, put, ask, look, start, close, objects },
    ...{
      requests: proxy.requests,
      blobs: await openS3BlobStore({ ...sound, cacheFolder: join(dataFolder, 'sound') }),
    },
    fetch: (path: string) => fetch(`${running?.url}${path}`),
    setFault: (faultOf: typeof fault) => {
      fault = faultOf;
    },
    begin: async (body: object) => ImportSchema.parse(await (await ask('', body)).json()).id,
    ended: async (id: string) => {
      await expect.poll(async () => (await look(id)).finishedAt, { timeout: 20_000 }).not.toBeNull();
      return look(id);
    },
    held: async () => {
      const ids = [];
      for await (const { id } of objects.list()) ids.push(id);
      return ids;
    },
  };
};

it('makes an asset of an object of its bucket without sending a byte of it, and of none outside its folder', async () => {
  const server = await open();
  const key = `${server.importS3Prefix}a film.mp4`;
  const before = server.requests.length;
  const made = await server.ended(await server.begin({ s3: { key } }));
  expect(made).toMatchObject({
    ...{ state: 'succeeded', source: key, fileName: 'a film.mp4' },
    ...{ receivedBytes: bytes.length, sizeBytes: bytes.length, assetId: expect.any(String) },
  });
  const asked = server.requests.slice(before).map(({ operation }) => operation);
  expect(asked.filter((operation) => operation === 'GetObject')).toHaveLength(1);
  expect(asked).not.toContain('PutObject');
  expect(await server.blobs.stat(digest)).toMatchObject({ sizeBytes: bytes.length });
  expect(await server.objects.stat(key)).toMatchObject({ sizeBytes: bytes.length });
  await expect.poll(server.held).toEqual([]);

  const again = await server.ended(await server.begin({ s3: { key }, name: 'again.mp4' }));
  expect(again).toMatchObject({ state: 'succeeded', fileName: 'again.mp4' });
  expect(again.assetId).not.toBe(made.assetId);

  const { digest: ours } = await server.blobs.putBytes(bytes);
  const other = await server.ask('', { s3: { key: keyOf(server.bucket, ours) } });
  expect([other.status, await other.json()]).toEqual([
    404,
    { code: 'NOT_FOUND', message: expect.stringContaining('import prefix') },
  ]);
  expect((await server.ask('', { s3: { key: 'a' }, path: 'a' })).status).toBe(400);
});

it('says that the store is away instead of giving half a file, and gives all of it when it is back', async () => {
  const server = await open();
  const made = await server.ended(await server.begin({ s3: { key: `${server.importS3Prefix}a film.mp4` } }));
  const source = () => server.fetch(`/api/v1/assets/${made.assetId}/source`);
  server.setFault((operation) => (operation === 'GetObject' ? 'error-500' : undefined));
  const away = await source();
  expect([away.status, await away.json()]).toEqual([
    503,
    { code: 'STORE_UNREACHABLE', message: expect.stringMatching(/^The object store .*\.$/) },
  ]);
  expect(away.headers.get('cache-control')).toBe('no-store');
  server.setFault((operation) => (operation === 'GetObject' ? 'truncated' : undefined));
  await expect(source().then((answer) => answer.arrayBuffer())).rejects.toThrow();
  server.setFault(undefined);
  expect(Buffer.from(await (await source()).arrayBuffer()).equals(bytes)).toBe(true);
});

it('goes on after a stop, keeps nothing when it is cancelled, and takes no object that changes meanwhile', async () => {
  const server = await open();
  const key = `${server.importS3Prefix}a film.mp4`;
  const silent = (operation: S3Operation) => (operation === 'GetObject' ? 'silent' : undefined);
  const isReading = (count: number) =>
    expect
      .poll(() => server.requests.filter(({ operation }) => operation === 'GetObject').length)
      .toBe(count);
  server.setFault(silent);
  const cancelled = await server.begin({ s3: { key } });
  await isReading(1);
  expect(await server.held()).toEqual([cancelled]);
  expect((await server.ask(`/${cancelled}/cancel`, {})).status).toBe(200);
  expect(await server.held()).toEqual([]);

  const stopped = await server.begin({ s3: { key } });
  await isReading(2);
  await server.close();
  server.setFault(undefined);
  await server.start();
  expect(await server.ended(stopped)).toMatchObject({ state: 'succeeded' });
  expect(await server.look(cancelled)).toMatchObject({ state: 'cancelled', assetId: null });
  await expect.poll(server.held).toEqual([]);
});

it('imports from a presigned address, and forgets the signature', async () => {
  const server = await open();
  const url = signedAddress(`${server.importS3Prefix}a film.mp4`);
  const made = await server.ended(await server.begin({ url }));
  expect(made).toMatchObject({ state: 'succeeded', fileName: 'a film.mp4' });
  const forged = url.replace(/X-Amz-Signature=\w{8}/, 'X-Amz-Signature=00000000');
  const refused = await server.ended(await server.begin({ url: forged }));
  expect(refused).toMatchObject({ state: 'failed', error: { message: 'The address answered with 403.' } });
  const views = JSON.stringify([made, refused, await (await server.ask('')).json()]);
  expect(views).not.toMatch(/X-Amz|Signature/);
  await server.close();
  const store = await openSqliteStore({ path: join(server.dataFolder, 'reelmill.sqlite') });
  const { items } = await store.direct.imports.list({ limit: 9, offset: 0 });
  await store.close();
  expect(items).toHaveLength(2);
  expect(JSON.stringify(items)).not.toMatch(/X-Amz|Signature/);
});

/** Good for a minute, as somebody else's program makes it (Signature Version 4, in the query). */
const signedAddress = (key: string): string => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = inject('s3');
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = [now.slice(0, 8), 'default', 's3', 'aws4_request'];
  const url = new URL(`${endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`);
  url.search = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent([accessKeyId, ...scope].join('/'))}`,
    `X-Amz-Date=${now}`,
    'X-Amz-Expires=60',
    'X-Amz-SignedHeaders=host',
  ].join('&');
  const asked = [
    'GET',
    url.pathname,
    url.search.slice(1),
    `host:${url.host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ];
  const hash = createHash('sha256').update(asked.join('\n')).digest('hex');
  const hmac = (secret: Buffer | string, text: string) => createHmac('sha256', secret).update(text).digest();
  const signing = scope.reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  const text = ['AWS4-HMAC-SHA256', now, scope.join('/'), hash].join('\n');
  return `${url.href}&X-Amz-Signature=${hmac(signing, text).toString('hex')}`;
};
