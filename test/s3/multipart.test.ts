import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { openS3BlobStore, openS3PartStore } from '@reelmill/adapters';
import { createClient, type UploadHandle } from '@reelmill/client';
import { PartAddressesSchema, StartedMultipartSchema } from '@reelmill/core';
import { describePartStoreConformance } from '@reelmill/engine/conformance';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { copyObject } from '../../packages/adapters/src/blobs/s3/presigned-copy.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const { endpoint, bucket, ...credentials } = inject('s3');
const client = new S3Client({
  ...{ endpoint, region: 'default', forcePathStyle: true, credentials },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const bytes = randomBytes(17_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const PART_BYTES = 8 << 20;
const part = (number: number) =>
  new Uint8Array(bytes.subarray((number - 1) * PART_BYTES, number * PART_BYTES));

describePartStoreConformance('S3', async () => {
  const cacheFolder = await tempFolder();
  const own = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix: `${randomUUID()}/` };
  const blobs = await openS3BlobStore({ ...own, cacheFolder, cacheBytes: 1e9 });
  return {
    parts: openS3PartStore(own),
    blob: async (digest) => ((await blobs.stat(digest)) ? buffer(blobs.read(digest)) : undefined),
    reopen: async () => openS3PartStore(own),
    close: async () => {},
  };
});

/** A server with an empty part of the bucket to itself, that can be started again. */
const open = async () => {
  const dataFolder = join(await tempFolder(), 'data');
  await mkdir(dataFolder);
  const prefix = `${randomUUID()}/`;
  const s3 = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 };
  const config = { port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent', s3 } as const;
  let running: { readonly url: string; close(): Promise<void> } | undefined;
  const close = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  const restart = async (): Promise<void> => {
    await close();
    // Random bytes are no film: nothing is made of them.
    const started = await startServer(config, { lanes: { light: 0, cpu: 0, gpu: 0, io: 0 } });
    if (!started.ok) throw new Error(started.error.message);
    running = started.value;
  };
  await restart();
  onTestFinished(close);
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${running?.url}/api/v1/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const start = async (sha = sha256) => {
    const announced = { name: 'film.mp4', sizeBytes: bytes.length, sha256: sha };
    return StartedMultipartSchema.parse((await ask('POST', 'multipart', announced)).body);
  };
  const addressOf = async (id: string, number: number): Promise<string> => {
    const { body } = await ask('POST', `multipart/${id}/parts`, { numbers: [number] });
    return PartAddressesSchema.parse(body).parts[0]?.url ?? '';
  };
  const send = async (id: string, number: number, body = part(number)) => {
    const sent = await fetch(await addressOf(id, number), { method: 'PUT', body });
    expect(sent.status).toBe(200);
    return { number, etag: (sent.headers.get('etag') ?? '').replaceAll('"', '') };
  };
  const sendAll = async (id: string) => [await send(id, 1), await send(id, 2), await send(id, 3)];
  return {
    ...{ s3, prefix, dataFolder, ask, start, addressOf, send, sendAll, restart, close },
    url: () => running?.url,
  };
};

/** Objects, and uploads whose parts cost space and are in no list. */
const left = async (prefix: string) => {
  const own = { Bucket: bucket, Prefix: prefix };
  const { Contents = [] } = await client.send(new ListObjectsV2Command(own));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand(own));
  return [...Contents, ...Uploads].map(({ Key = '' }) => Key.slice(prefix.length));
};

it('takes parts straight into the bucket alone, and makes one asset of them however often it is completed', async () => {
  const server = await open();
  const { id } = await server.start();
  const address = await server.addressOf(id, 1);
  expect(address).toMatch(endpoint);
  const put = async (url: string, number: number) =>
    (await fetch(url, { method: 'PUT', body: part(number) })).status;
  expect(await put(address.replace('partNumber=1', 'partNumber=2'), 1)).toBe(403);
  expect(await put(`${server.url()}/api/v1/multipart/${id}/parts/1`, 1)).toBe(409);
  expect((await server.ask('GET', `multipart/${id}`)).body.parts).toEqual([]);
  const parts = await server.sendAll(id);
  const [first, second] = await Promise.all([
    server.ask('POST', `multipart/${id}/complete`, { parts }),
    server.ask('POST', `multipart/${id}/complete`, { parts }),
  ]);
  expect(first).toMatchObject({ status: 200, body: { sha256, sizeBytes: bytes.length } });
  expect(second).toEqual(first);
  await server.restart();
  expect(await server.ask('POST', `multipart/${id}/complete`, { parts })).toEqual(first);
  const keys = await left(server.prefix);
  expect(keys.filter((key) => key.startsWith('uploads/'))).toEqual([]);
  expect(keys).toContain(`${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`);
  const source = await fetch(`${server.url()}/api/v1/assets/${first.body.assetId}/source`);
  expect(Buffer.from(await source.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await server.start()).alreadyHere?.id).toBe(first.body.assetId);
});

it('refuses a file that has another digest than was announced, and keeps nothing of it', async () => {
  const server = await open();
  const { id } = await server.start('0'.repeat(64));
  const parts = await server.sendAll(id);
  expect(await server.ask('POST', `multipart/${id}/complete`, { parts })).toMatchObject({ status: 460 });
  expect(await left(server.prefix)).toEqual([]);
  expect((await server.ask('GET', 'assets')).body.items).toEqual([]);
});

it('removes what a crash left in the bucket without a row, when it starts', async () => {
  const server = await open();
  await server.close();
  const parts = openS3PartStore(server.s3);
  await parts.open('upload_open', 10);
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: `${server.prefix}uploads/upload_joined`, Body: 'x' }),
  );
  expect((await left(server.prefix)).sort()).toEqual(['uploads/upload_joined', 'uploads/upload_open']);
  await server.restart();
  expect(await left(server.prefix)).toEqual([]);
});

const uploadsTo = (baseUrl = '') => {
  const { uploads } = createClient({ baseUrl, uploads: { transport: 'multipart' } });
  onTestFinished(() => uploads.close());
  return uploads;
};
const arrived = (upload: UploadHandle) =>
  upload.until(({ stage, state }) => stage === 'process' || state === 'failed');

it('is one call for a program, which sends nothing twice', async () => {
  const server = await open();
  const { id } = await server.start();
  await server.send(id, 2);
  const uploads = uploadsTo(server.url());
  const upload = uploads.add(new File([bytes], 'film.mp4'));
  const sent: number[] = [];
  upload.subscribe(() => void sent.push(upload.status.bytesSent));
  const { assetId, jobId } = await arrived(upload);
  expect(upload.status).toMatchObject({ sha256, wasHere: false });
  expect(sent.find((so) => so > 0)).toBe(PART_BYTES);
  const again = await arrived(uploads.add(new File([bytes], 'again.mp4')));
  expect(again).toMatchObject({ assetId, jobId, wasHere: true });
  expect((await left(server.prefix)).filter((key) => key.startsWith('uploads/'))).toEqual([]);
});

it('is stopped by a program in the middle, and gone on with by the next call', async () => {
  const server = await open();
  const upload = uploadsTo(server.url()).add(new File([bytes], 'film.mp4'));
  await upload.until(({ bytesSent }) => bytesSent > 0);
  upload.pause();
  const sending: number[] = [];
  upload.subscribe(() => void sending.push(upload.status.bytesSent));
  upload.resume();
  expect(await arrived(upload)).toMatchObject({ sha256, wasHere: false, error: null });
  expect(Math.min(...sending)).toBeGreaterThan(0);
  expect(sending.at(-1)).toBe(bytes.length);
});

it('copies an object that is too large for one request in parts', async () => {
  const prefix = `${randomUUID()}/`;
  const own = { client, name: bucket, prefix };
  const from = { Bucket: bucket, Key: `${prefix}uploads/upload_a` };
  await client.send(new PutObjectCommand({ ...from, Body: bytes }));
  const to = { Bucket: bucket, Key: `${prefix}copy` };
  await copyObject(own, from.Key, to.Key, bytes.length, PART_BYTES);
  const { Body } = await client.send(new GetObjectCommand(to));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  const { ETag } = await client.send(new HeadObjectCommand(to));
  expect(ETag).toMatch(/-3"$/);
});
