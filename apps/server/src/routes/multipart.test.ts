import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ApiError,
  type CreateMultipart,
  PartAddressesSchema,
  StartedMultipartSchema,
} from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const bytes = randomBytes(17_000_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const announced: CreateMultipart = { name: 'film.mp4', sizeBytes: bytes.length, sha256 };

let folder: string;
let server: ServerUnderTest;
let nowMs: number;
const open = async () => {
  server = await openServer(folder, { nowMs: () => nowMs });
};
beforeEach(async () => {
  folder = await tempFolder();
  nowMs = Date.now();
  await open();
});

const ask = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${server.url}/api/v1/multipart${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};
const start = async (over: Partial<CreateMultipart> = {}) => {
  const { status, body } = await ask('POST', '', { ...announced, ...over });
  expect(status).toBe(201);
  return StartedMultipartSchema.parse(body);
};
const digestHeader = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
const part = (number: number): Buffer => bytes.subarray((number - 1) * (8 << 20), number * (8 << 20));
const put = async (id: string, number: number, body: Uint8Array = part(number)) => {
  const { body: answer } = await ask('POST', `/${id}/parts`, { numbers: [number] });
  const url = PartAddressesSchema.parse(answer).parts[0]?.url ?? '';
  return fetch(new URL(url, server.url), { method: 'PUT', body: new Uint8Array(body) });
};
const sendAll = async (id: string) => {
  const parts = [];
  for (const number of [3, 1, 2]) {
    const etag = (await put(id, number)).headers.get('etag') ?? '';
    parts[number - 1] = { number, etag: etag.replaceAll('"', '') };
  }
  return parts;
};
const assets = async () =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 9, offset: 0 })).items;
/** Of uploads and of blobs alike. */
const left = async () => ({
  parts: await filesIn(join(folder, 'multipart')),
  uploads: await readdir(join(folder, 'multipart')),
  blobs: await filesIn(join(folder, 'blobs')),
});
const NOTHING = { parts: [], uploads: [], blobs: [] };

describe('a file sent in parts', () => {
  it('becomes an asset of its bytes, however often it is completed, and leaves no part behind', async () => {
    const { id, partCount, partBytes, parts: none } = await start();
    expect({ partCount, partBytes, none }).toEqual({ partCount: 3, partBytes: 8 << 20, none: [] });
    const parts = await sendAll(id);
    const [first, second] = await Promise.all([
      ask('POST', `/${id}/complete`, { parts }),
      ask('POST', `/${id}/complete`, { parts }),
    ]);
    expect(first).toMatchObject({ status: 200, body: { sha256, sizeBytes: bytes.length } });
    expect(second).toEqual(first);
    expect(await ask('POST', `/${id}/complete`, { parts })).toEqual(first);
    const [asset, ...others] = await assets();
    expect(others).toEqual([]);
    expect(asset?.id).toBe(first.body.assetId);
    const source = await fetch(`${server.url}/api/v1/assets/${asset?.id}/source`);
    expect(Buffer.from(await source.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await left()).uploads).toEqual([]);
    expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 410 });
    await server.engine.deleteAsset(asset?.id ?? '');
    expect(await left()).toEqual(NOTHING);
    expect(await ask('GET', `/${id}`)).toMatchObject({ status: 404 });
  });

  it('is gone on with by whoever announces the same file again, also after a restart', async () => {
    const { id } = await start();
    await put(id, 2);
    await server.close();
    await open();
    const again = await start();
    expect(again.id).toBe(id);
    expect(again.parts.map(({ number, sizeBytes }) => ({ number, sizeBytes }))).toEqual([
      { number: 2, sizeBytes: 8 << 20 },
    ]);
    expect((await start({ name: 'other.mp4' })).id).not.toBe(id);
    await put(id, 1);
    await put(id, 3);
    const { body } = await ask('GET', `/${id}`);
    const parts = body.parts.map(({ number, etag }: { number: number; etag: string }) => ({ number, etag }));
    expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({ status: 200 });
  });

  it('is told when its bytes are here already', async () => {
    const { id } = await start();
    const { body } = await ask('POST', `/${id}/complete`, { parts: await sendAll(id) });
    expect((await start()).alreadyHere?.id).toBe(body.assetId);
  });

  it('is refused with nothing kept when a part is not what was announced', async () => {
    const { id } = await start();
    const parts = await sendAll(id);
    const tampered = Buffer.from(part(2));
    tampered[5] = (tampered[5] ?? 0) ^ 1;
    const etag = (await put(id, 2, tampered)).headers.get('etag') ?? '';
    expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({
      status: 409,
      body: { details: { numbers: [2] } },
    });
    parts[1] = { number: 2, etag: etag.replaceAll('"', '') };
    expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({
      status: 460,
      body: { code: 'CHECKSUM_MISMATCH' },
    });
    expect(await left()).toEqual(NOTHING);
    expect(await assets()).toEqual([]);
    expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({ status: 404 });
  });

  it('keeps no part that is not what its digest says', async () => {
    const { id } = await start();
    const address = `${server.url}/api/v1/multipart/${id}/parts/3`;
    const send = (headers: Record<string, string>) =>
      fetch(address, { method: 'PUT', body: new Uint8Array(part(3)), headers });
    const refused = await send({ 'content-digest': digestHeader(part(2)) });
    expect([refused.status, ((await refused.json()) as ApiError).code]).toEqual([460, 'CHECKSUM_MISMATCH']);
    expect((await send({ 'content-digest': 'sha-256=:AAAA:' })).status).toBe(400);
    expect(await filesIn(join(folder, 'multipart'))).toEqual([]);
    expect((await send({ 'content-digest': digestHeader(part(3)) })).status).toBe(200);
  });

  it('is not completed while parts are missing, out of order or named twice', async () => {
    const { id } = await start();
    const [first, second, third] = await sendAll(id);
    for (const parts of [
      [first, second],
      [first, third, second],
      [first, first, third],
      [first, third],
    ]) {
      expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({ status: 400 });
    }
    const never = await start({ name: 'never.mp4' });
    const parts = [first, second, third];
    expect(await ask('POST', `/${never.id}/complete`, { parts })).toMatchObject({ status: 409 });
    expect(await assets()).toEqual([]);
    expect(await ask('POST', `/${id}/complete`, { parts })).toMatchObject({ status: 200 });
  });

  it('takes no part of another size, of another number, or half of one', async () => {
    const { id } = await start();
    expect((await put(id, 1, part(3))).status).toBe(400);
    const address = `${server.url}/api/v1/multipart/${id}/parts`;
    expect((await fetch(`${address}/4`, { method: 'PUT', body: 'x' })).status).toBe(404);
    expect((await fetch(`${address}/0`, { method: 'PUT', body: 'x' })).status).toBe(404);
    expect(await ask('POST', `/${id}/parts`, { numbers: [4] })).toMatchObject({ status: 404 });
    const torn = new AbortController();
    const half = fetch(`${address}/1`, {
      method: 'PUT',
      headers: { 'content-length': String(8 << 20) },
      body: new ReadableStream({
        start: (stream) => stream.enqueue(new Uint8Array(1000)),
        pull: () => torn.abort(),
      }),
      signal: torn.signal,
      duplex: 'half',
    });
    await expect(half).rejects.toThrow();
    await expect.poll(() => filesIn(join(folder, 'multipart'))).toEqual([]);
    expect((await ask('GET', `/${id}`)).body.parts).toEqual([]);
  });

  it('goes with its parts when it is given up, and when nobody goes on with it', async () => {
    const { id } = await start();
    await put(id, 1);
    expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 204 });
    expect(await left()).toEqual(NOTHING);
    const late = await start();
    await put(late.id, 1);
    nowMs += 8 * 24 * 3600_000;
    expect(await ask('POST', `/${late.id}/complete`, { parts: [{ number: 1, etag: 'x' }] })).toMatchObject({
      status: 410,
    });
    await server.multiparts.sweep();
    expect(await left()).toEqual(NOTHING);
    expect(await ask('GET', `/${late.id}`)).toMatchObject({ status: 404 });
  });

  it('is finished by the next start when the server died while it was joined', async () => {
    const { id } = await start();
    await sendAll(id);
    await server.engine.store.direct.multiparts.update(id, { state: 'joining' });
    await server.close();
    await open();
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ state: 'complete', parts: [] });
    expect((await assets()).map((asset) => asset.source.digest)).toEqual([sha256]);
    expect((await left()).uploads).toEqual([]);
  });

  it('leaves nothing of an upload that was never announced', async () => {
    await start();
    const stray = join(folder, 'multipart', 'upload_nobodys');
    await mkdir(stray);
    await server.multiparts.sweep();
    expect(await readdir(join(folder, 'multipart'))).toContain('upload_nobodys');
    await utimes(stray, 0, 0);
    await server.multiparts.sweep();
    expect(await readdir(join(folder, 'multipart'))).toHaveLength(1);
  });
});
