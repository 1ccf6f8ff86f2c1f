import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetSchema, type CreateTransaction, PartAddressesSchema, TransactionSchema } from '@reelmill/core';
import { checkStore } from '@reelmill/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn } from '../../apps/server/src/testing/files-in.ts';
import { runServer, type ServerUnderTest } from '../../apps/server/src/testing/server-under-test.ts';
import { patch, startUpload, tus } from '../../apps/server/src/testing/tus-client.ts';
import { frameName } from '../../packages/engine/src/bundle/bundle-directory.ts';
import { makeZipOf } from '../../packages/engine/src/bundle/made-zip.ts';

const DAY_MS = 24 * 3600_000;

let folder: string;
let server: ServerUnderTest;
let nowMs = Date.now();
const open = async () => {
  server = await runServer(folder, { nowMs: () => nowMs });
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-transactions-'));
  await open();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A bundle of frames as a browser makes it. */
const bundle = ({ frameBytes = 16 * 8 * 2, width = 16, names = [1, 2].map(frameName) } = {}): Buffer =>
  makeZipOf([
    ...names.map((name) => ({ name, data: randomBytes(frameBytes) })),
    {
      name: 'metadata.json',
      data: Buffer.from(
        JSON.stringify({
          ...{ slug: 'my-clip', original_filename: 'My Clip.mp4', type: 'video', width, height: 8 },
          ...{ frame_count: 2, format: 'rgb565', fps: 25 },
        }),
      ),
    },
  ]);

const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
};

/** What a client has, and what it declares of it. */
const files = (over: Partial<CreateTransaction> = {}, zip: Buffer = bundle()) => {
  const video = randomBytes(3000);
  const declared: CreateTransaction = {
    files: [
      { role: 'original', name: 'My Clip.mp4', sizeBytes: video.length, sha256: sha256Of(video) },
      { role: 'frames', name: 'whatever.bin', sizeBytes: zip.length },
    ],
    ...over,
  };
  return { video, zip, declared };
};
const declare = async (declared: object) => {
  const { status, body } = await ask('POST', '/transactions', declared);
  expect(status).toBe(201);
  return TransactionSchema.parse(body);
};
const look = async (id: string) => TransactionSchema.parse((await ask('GET', `/transactions/${id}`)).body);
const send = async (id: string, role: string, bytes: Uint8Array) => {
  const url = await startUpload(server.url, bytes.length, { transaction: id, role });
  return { url, answer: await patch(url, 0, bytes) };
};
const assets = async () =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 99, offset: 0 })).items;
/** All bytes the server has, by where they lie. */
const kept = async () => ({
  uploads: await readdir(server.uploadsFolder),
  parts: await filesIn(join(folder, 'multipart')),
  blobs: (await filesIn(join(folder, 'blobs'))).toSorted(),
});
const assetOf = async (id: string) => AssetSchema.parse((await ask('GET', `/assets/${id}`)).body);

describe('an original and the frames a client made of it', () => {
  it('become one asset with its output, whichever arrives first', async () => {
    for (const order of [
      ['original', 'frames'],
      ['frames', 'original'],
    ]) {
      const { video, zip, declared } = files({ name: 'Holiday', metadata: { camera: 'A' } });
      const { id } = await declare(declared);
      const before = (await assets()).length;
      const bytes = { original: video, frames: zip };
      const [first = '', last = ''] = order;
      expect((await send(id, first, bytes[first as keyof typeof bytes])).answer.status).toBe(204);
      expect(await look(id)).toMatchObject({ state: 'open', assetId: null });
      expect((await assets()).length).toBe(before);
      expect((await send(id, last, bytes[last as keyof typeof bytes])).answer.status).toBe(204);

      const { state, assetId, files: sent } = await look(id);
      expect([state, sent.map((file) => file.sha256)]).toEqual([
        'complete',
        [sha256Of(video), sha256Of(zip)],
      ]);
      const asset = await assetOf(assetId ?? '');
      expect(asset).toMatchObject({
        ...{ name: 'Holiday', metadata: { camera: 'A' } },
        source: { digest: sha256Of(video), fileName: 'My Clip.mp4' },
        outputs: [{ kind: 'frames', name: 'frames', slug: 'my-clip', width: 16, frameCount: 2, fit: null }],
      });
      expect((await assets()).length).toBe(before + 1);
      // The panel's own address, while the video is still to be encoded.
      const file = await fetch(`${server.url}/media/outputs/${asset.id}/frames`);
      expect(file.headers.get('repr-digest')).toBe(
        `sha-256=:${createHash('sha256').update(zip).digest('base64')}:`,
      );
      expect(Buffer.from(await file.arrayBuffer()).equals(zip)).toBe(true);
      await server.engine.deleteAsset(asset.id);
    }
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
  });

  it('become one asset when both arrive at once, and one or nothing when they are given up meanwhile', async () => {
    for (const turnsLater of [null, 0, 5, 20, 80]) {
      const { video, zip, declared } = files();
      const { id } = await declare(declared);
      const start = (role: string, { length }: Buffer) =>
        startUpload(server.url, length, { transaction: id, role });
      const [original, frames] = [await start('original', video), await start('frames', zip)];
      const giveUp = async (turns: number) => {
        for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
        return ask('DELETE', `/transactions/${id}`);
      };
      const [first, last, given] = await Promise.all([
        patch(original, 0, video),
        patch(frames, 0, zip),
        turnsLater === null ? undefined : giveUp(turnsLater),
      ]);
      const made = await assets();
      if (!given) expect([first.status, last.status]).toEqual([204, 204]);
      expect([given?.status, made.length]).toEqual(given?.status === 204 ? [204, 0] : [given && 410, 1]);
      for (const asset of made) {
        expect(asset.outputs).toMatchObject([{ name: 'frames' }]);
        await server.engine.deleteAsset(asset.id);
      }
      expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
    }
  });

  it('may come in parts, and complete only together', async () => {
    const { video, zip, declared } = files();
    const { id } = await declare(declared);
    const sendInParts = async (role: string, bytes: Buffer) => {
      const announced = { name: 'x', sizeBytes: bytes.length, sha256: sha256Of(bytes) };
      const started = await ask('POST', '/multipart', { ...announced, transaction: { id, role } });
      expect(started.status).toBe(201);
      const address = await ask('POST', `/multipart/${started.body.id}/parts`, { numbers: [1] });
      const { url } = PartAddressesSchema.parse(address.body).parts[0] ?? {};
      const part = await fetch(new URL(url ?? '', server.url), {
        method: 'PUT',
        body: new Uint8Array(bytes),
      });
      const etag = (part.headers.get('etag') ?? '').replaceAll('"', '');
      return ask('POST', `/multipart/${started.body.id}/complete`, { parts: [{ number: 1, etag }] });
    };
    expect(await sendInParts('original', video)).toMatchObject({ status: 200, body: { assetId: null } });
    const last = await sendInParts('frames', zip);
    expect(last).toMatchObject({ status: 200, body: { sha256: sha256Of(zip) } });
    expect(await assetOf(last.body.assetId)).toMatchObject({ outputs: [{ name: 'frames' }] });
    expect(await look(id)).toMatchObject({ state: 'complete', assetId: last.body.assetId });
    await server.engine.deleteAsset(last.body.assetId);
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
  });

  it.each([
    ['has frames of another size than it says', bundle({ frameBytes: 100 }), /422.*pixels/],
    ['holds a name that climbs', bundle({ names: ['../../evil.rgb'] }), /422.*neither a frame/],
  ])('are nothing when the bundle %s, and whoever sends next is told why', async (_what, wrong, why) => {
    const { video, zip, declared } = files({}, wrong);
    const { id } = await declare(declared);
    const half = await startUpload(server.url, video.length, { transaction: id, role: 'original' });
    await patch(half, 0, video.subarray(0, 1000));
    const refused = await send(id, 'frames', zip);
    expect(refused.answer.status).toBe(422);
    expect(refused.answer.text).toContain('BUNDLE_INVALID');
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
    expect((await patch(half, 1000, video.subarray(1000))).status).toBe(404);
    expect(await look(id)).toMatchObject({ state: 'refused', error: { code: 'BUNDLE_INVALID' } });
    await expect(
      startUpload(server.url, video.length, { transaction: id, role: 'original' }),
    ).rejects.toThrow(why);
    expect(await assets()).toEqual([]);
  });

  it('are nothing when the bundle has another size than the recipe asks for', async () => {
    const { zip, declared } = files({ recipe: 'frames' });
    const { id } = await declare(declared);
    const { answer } = await send(id, 'frames', zip);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('16 × 8')]);
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
  });

  it('are nothing when they are given up, or left alone for a week', async () => {
    for (const end of ['given up', 'left alone']) {
      const { video, zip, declared } = files();
      const { id } = await declare(declared);
      await send(id, 'frames', zip);
      const half = await startUpload(server.url, video.length, { transaction: id, role: 'original' });
      await patch(half, 0, video.subarray(0, 500));
      nowMs += 6 * DAY_MS;
      await patch(half, 500, video.subarray(500, 1000));
      nowMs += 2 * DAY_MS;
      await server.engine.transactions.sweep();
      // Bytes of one of them came the day before yesterday.
      expect(await look(id)).toMatchObject({ state: 'open' });
      if (end === 'given up') expect((await ask('DELETE', `/transactions/${id}`)).status).toBe(204);
      nowMs += 6 * DAY_MS;
      await server.engine.transactions.sweep();
      expect(await ask('GET', `/transactions/${id}`)).toMatchObject({ status: 404 });
      expect((await tus(half, { method: 'HEAD' })).status).toBe(404);
      expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
    }
  });

  it('go on after a restart, by the key of the transaction alone', async () => {
    const { video, zip, declared } = files({ key: 'chosen-by-the-client' });
    const { id } = await declare(declared);
    await send(id, 'original', video);
    const half = await startUpload(server.url, zip.length, { transaction: id, role: 'frames' });
    await patch(half, 0, zip.subarray(0, 100));
    // What has arrived is no garbage to whoever looks after the store.
    expect(await checkStore(server.engine)).toMatchObject({ value: { damaged: [], unreferenced: [] } });
    await server.close();
    await open();
    const again = await declare(declared);
    expect(again.files).toMatchObject([{ hasArrived: true }, { hasArrived: false }]);
    const url = `${server.url}/api/v1/uploads/${again.files[1]?.upload?.id}`;
    expect((await patch(url, 100, zip.subarray(100))).status).toBe(204);
    const { assetId } = await look(id);
    expect(await ask('GET', `/uploads/${again.files[1]?.upload?.id}`)).toMatchObject({ body: { assetId } });
    expect(await declare(declared)).toMatchObject({ state: 'complete', assetId });
    expect(await ask('DELETE', `/transactions/${id}`)).toMatchObject({ status: 410 });
    await server.engine.deleteAsset(assetId ?? '');
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
  });
});

it('whoever waits for a bundle to be read when the server stops is told so, and has the asset after its next start', async () => {
  const { video, zip, declared } = files();
  const { id } = await declare(declared);
  await send(id, 'original', video);
  server.engine.transactions.stop();
  const { answer } = await send(id, 'frames', zip);
  expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('SHUTTING_DOWN')]);
  await server.close();
  await open();
  const { state, assetId } = await look(id);
  expect([state, (await assetOf(assetId ?? '')).outputs]).toMatchObject(['complete', [{ name: 'frames' }]]);
  await server.engine.deleteAsset(assetId ?? '');
});

describe('a transaction', () => {
  it('takes only what was declared to it, once', async () => {
    const { video, zip, declared } = files({ key: 'chosen-by-the-client' });
    const { id } = await declare(declared);
    const start = (lengthBytes: number, metadata: Record<string, string>) =>
      startUpload(server.url, lengthBytes, metadata).then(
        () => 'started',
        (error: Error) => error.message,
      );
    expect(await start(1, { transaction: id, role: 'original' })).toMatch(/^400.*3000 bytes/);
    expect(await start(1, { transaction: id })).toMatch(/^400/);
    expect(await start(1, { transaction: `transaction_${'A'.repeat(22)}`, role: 'original' })).toMatch(
      /^404/,
    );
    expect(await start(zip.length, { transaction: id, role: 'thumbnail' })).toMatch(/^400/);
    // Other bytes of the same length: dropped, and sent again.
    const wrong = await send(id, 'original', randomBytes(video.length));
    expect(wrong.answer.status).toBe(460);
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
    expect((await send(id, 'original', video)).answer.status).toBe(204);
    expect(await start(video.length, { transaction: id, role: 'original' })).toMatch(/^409/);
    expect(await ask('POST', '/transactions', { ...declared, name: 'Other' })).toMatchObject({ status: 409 });
    const first = await startUpload(server.url, zip.length, { transaction: id, role: 'frames' });
    const second = await startUpload(server.url, zip.length, { transaction: id, role: 'frames' });
    expect((await tus(first, { method: 'HEAD' })).status).toBe(404);
    expect((await patch(second, 0, zip)).status).toBe(204);
    const { assetId } = await look(id);
    await server.engine.deleteAsset(assetId ?? '');
    expect((await ask('GET', `/transactions/${id}`)).status).toBe(404);
  });

  it.each([
    ['no original', [{ role: 'frames', name: 'a', sizeBytes: 1 }]],
    ['a role twice', ['original', 'original'].map((role) => ({ role, name: 'a', sizeBytes: 1 }))],
    ['an empty file', [{ role: 'original', name: 'a', sizeBytes: 0 }]],
    ['another role', [{ role: 'poster', name: 'a', sizeBytes: 1 }]],
  ])('is refused with %s', async (_what, wanted) => {
    expect(await ask('POST', '/transactions', { files: wanted })).toMatchObject({ status: 400 });
  });

  it('needs no bytes of an original that is here already', async () => {
    const { video, zip, declared } = files();
    const put = await fetch(`${server.url}/api/v1/assets?name=a.mp4`, { method: 'PUT', body: video });
    const { id: here } = AssetSchema.parse(await put.json());
    const { id, files: known } = await declare(declared);
    expect(known).toMatchObject([{ hasArrived: true }, { hasArrived: false }]);
    await server.engine.deleteAsset(here);
    expect((await send(id, 'frames', zip)).answer.status).toBe(204);
    const { assetId } = await look(id);
    const source = await fetch(`${server.url}/api/v1/assets/${assetId}/source`);
    expect(Buffer.from(await source.arrayBuffer()).equals(video)).toBe(true);
    await server.engine.deleteAsset(assetId ?? '');
    expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
  });
});

it('frames a client made give way to others of its own, and to none that are broken', async () => {
  const { video, zip, declared } = files();
  const { id } = await declare(declared);
  await send(id, 'original', video);
  await send(id, 'frames', zip);
  const { assetId } = await look(id);
  const replace = (body: Uint8Array) =>
    fetch(`${server.url}/api/v1/assets/${assetId}/outputs/frames`, {
      method: 'PUT',
      body: new Uint8Array(body),
    });
  const before = await kept();
  expect((await replace(bundle({ frameBytes: 3 }))).status).toBe(422);
  expect((await replace(bundle({ width: 8, frameBytes: 8 * 8 * 2 }))).status).toBe(422);
  expect(await kept()).toEqual(before);
  const better = bundle();
  expect((await replace(better)).status).toBe(200);
  const receipt = await ask('GET', `/assets/${assetId}/outputs/frames/receipt`);
  expect(receipt).toMatchObject({
    status: 200,
    body: { sizeBytes: better.length, files: [{ path: 'frames.zip', sha256: sha256Of(better) }] },
  });
  await server.engine.deleteAsset(assetId ?? '');
  expect(await kept()).toEqual({ uploads: [], parts: [], blobs: [] });
});

describe('a receipt', () => {
  it('names the SHA-256 of what is kept once the last byte is there', async () => {
    const bytes = randomBytes(1000);
    const repr = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
    const url = await startUpload(server.url, bytes.length, { sha256: sha256Of(bytes) });
    expect((await patch(url, 0, bytes.subarray(0, 500))).headers['repr-digest']).toBeUndefined();
    expect((await patch(url, 500, bytes.subarray(500))).headers['repr-digest']).toBe(repr);
    expect((await tus(url, { method: 'HEAD' })).headers['repr-digest']).toBe(repr);
    const told = await fetch(url);
    expect(await told.json()).toMatchObject({ lengthBytes: 1000, digest: sha256Of(bytes) });
    for (const { id } of await assets()) await server.engine.deleteAsset(id);
  });

  it('is never given for other bytes than were announced, of which nothing is kept', async () => {
    const bytes = randomBytes(1000);
    const other = `sha-256=:${createHash('sha256').update('other').digest('base64')}:`;
    const url = await startUpload(server.url, bytes.length, { sha256: sha256Of(Buffer.from('other')) });
    expect((await patch(url, 0, bytes)).status).toBe(460);
    const put = (headers: Record<string, string>) =>
      fetch(`${server.url}/api/v1/assets?name=a.mp4`, { method: 'PUT', body: bytes, headers });
    expect((await put({ 'repr-digest': other })).status).toBe(460);
    expect((await put({ 'content-digest': 'sha-256=:AAAA:' })).status).toBe(400);
    expect([await assets(), await kept()]).toEqual([[], { uploads: [], parts: [], blobs: [] }]);
    const right = `sha-512=:AAAA:, sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
    expect((await put({ 'content-digest': right })).status).toBe(201);
  });
});
