import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createClient, createMemoryStorage, type UploadHandle, type UploadsOptions } from '@reelmill/client';
import type { Asset } from '@reelmill/core';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FaultyWay, openFaultyWay } from '../testing/faulty-way.ts';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const MIB = 1 << 20;
/** A chunk or part of 8 MiB, and one more. */
const bytes = randomBytes(9 * MIB);
const small = randomBytes(30_000);
const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const fileOf = (content: Uint8Array<ArrayBuffer>, name = 'film.mp4', lastModified = 1): File =>
  new File([content], name, { type: 'video/mp4', lastModified });
const film = () => fileOf(bytes);

let folder: string;
let server: ServerUnderTest;
let way: FaultyWay;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
  way = await openFaultyWay(server.url);
});

const open = (options: UploadsOptions = {}) => {
  const { uploads } = createClient({ baseUrl: way.url, uploads: options });
  onTestFinished(() => uploads.close());
  return uploads;
};
const assets = async (): Promise<readonly Asset[]> =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'asc', limit: 9, offset: 0 })).items;
const arrived = (upload: UploadHandle) =>
  upload.until(({ stage, state }) => stage === 'process' || state === 'failed');
const halfSent = (upload: UploadHandle) => upload.until(({ bytesSent }) => bytesSent >= 8 * MIB);
const bodiesSent = () => way.asked.filter(({ method }) => method === 'PATCH' || method === 'PUT');
const left = async () => ({
  assets: await assets(),
  uploads: [...(await filesIn(server.uploadsFolder)), ...(await filesIn(join(folder, 'multipart')))],
  blobs: await filesIn(join(folder, 'blobs')),
});
const NOTHING = { assets: [], uploads: [], blobs: [] };
/** Waits between tries take a fraction of their time. */
const hurry = (): void => {
  const real = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms = 0, ...given: []) => real(work, ms / 20, ...given));
  onTestFinished(() => void vi.unstubAllGlobals());
};
/** Stands in the way of what `test` names until it is let through. */
const gate = (test: (method: string, path: string) => boolean) => {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  way.fault = async ({ method, path }) => {
    if (!test(method, path)) return undefined;
    reached.resolve();
    await opened.promise;
    return undefined;
  };
  return { reached: reached.promise, letThrough: () => opened.resolve() };
};

describe.each(['tus', 'multipart'] as const)('a file sent by %s', (transport) => {
  const isBytes = (method: string, path: string) =>
    method === (transport === 'tus' ? 'PATCH' : 'PUT') && path.startsWith('/api/v1/');

  it('becomes an asset of its bytes, in one run from nothing to its job', async () => {
    const upload = open({ transport }).add(film(), { name: 'Holiday', metadata: { year: 2026 } });
    const seen = [upload.status];
    upload.subscribe(() => seen.push(upload.status));
    expect(await arrived(upload)).toMatchObject({ error: null, wasHere: false, bytesSent: bytes.length });
    const [asset] = await assets();
    expect(asset).toMatchObject({
      name: 'Holiday',
      metadata: { year: 2026 },
      source: { digest: digestOf(bytes) },
    });
    expect(upload.status).toMatchObject({
      assetId: asset?.id,
      jobId: asset?.job?.id,
      sha256: digestOf(bytes),
    });
    const along = seen.map(({ progress }) => progress);
    expect(along).toEqual([...along].sort((one, other) => one - other));
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual(['hash', 'send', 'verify', 'process']);
    expect((await left()).uploads).toEqual([]);
  });

  it('is not sent when the server has its bytes', async () => {
    const uploads = open({ transport });
    await arrived(uploads.add(fileOf(small)));
    way.asked.length = 0;
    const again = await arrived(uploads.add(fileOf(small, 'copy of film.mp4')));
    const other = await arrived(uploads.add(fileOf(small, 'third.mp4'), { recipe: 'proxy' }));
    const [asset, made, ...more] = await assets();
    expect(again).toMatchObject({ wasHere: true, assetId: asset?.id, jobId: asset?.job?.id });
    expect(other).toMatchObject({ wasHere: true, assetId: made?.id });
    expect(made).toMatchObject({ name: 'third.mp4', job: { recipeName: 'proxy' } });
    expect(more).toEqual([]);
    expect(bodiesSent()).toEqual([]);
  });

  it.each([
    ['connections cut in the middle', 'cut'],
    ['lost replies', 'lose-reply'],
    ['a server in trouble', 500],
  ] as const)('arrives once through %s', async (_name, fault) => {
    hurry();
    const seen = new Map<string, number>();
    // Each request fails the first time.
    way.fault = ({ method, path, headers }) => {
      const key = `${method} ${path} ${headers['upload-offset'] as string}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return seen.get(key) === 1 && !path.includes('events') ? fault : undefined;
    };
    const upload = open({ transport }).add(film());
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(bytes)]);
  });

  it('waits for a server that went away, and goes on by itself', async () => {
    let sent = 0;
    way.fault = async ({ method, path }) => {
      if (!isBytes(method, path)) return undefined;
      sent += 1;
      if (sent === 2) await server.close();
      return undefined;
    };
    const upload = open({ transport }).add(film());
    await upload.until(({ state }) => state === 'waiting');
    server = await openServer(folder);
    way.serverUrl = server.url;
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(bytes)]);
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const second = gate((method, path) => isBytes(method, path) && bodiesSent().length >= 2);
    const upload = open({ transport }).add(film());
    await second.reached;
    await halfSent(upload);
    upload.pause();
    second.letThrough();
    expect(upload.status.state).toBe('paused');
    way.asked.length = 0;
    upload.resume();
    expect(await arrived(upload)).toMatchObject({ error: null });
    // What had arrived was not sent again.
    expect(bodiesSent()).toHaveLength(1);
  });

  it('goes on after the page was reloaded, with the same file alone', async () => {
    const storage = createMemoryStorage();
    const second = gate((method, path) => isBytes(method, path) && bodiesSent().length >= 2);
    const before = open({ transport, storage });
    await halfSent(before.add(film()));
    await second.reached;
    await before.close();
    second.letThrough();

    const after = open({ transport, storage });
    await after.restore();
    const [restored] = after.items;
    expect(restored?.name).toBe('film.mp4');
    await restored?.until(({ state, bytesSent }) => state === 'needs-file' && bytesSent > 0);
    way.asked.length = 0;
    expect(after.add(fileOf(bytes, 'film.mp4', 2))).toBe(restored);
    expect(await arrived(restored as UploadHandle)).toMatchObject({ error: null });
    expect(bodiesSent()).toHaveLength(1);
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(bytes)]);
  });

  it('starts over when the file was edited meanwhile, and leaves nothing of the old half', async () => {
    const storage = createMemoryStorage();
    const second = gate((method, path) => isBytes(method, path) && bodiesSent().length >= 2);
    const before = open({ transport, storage });
    await halfSent(before.add(film()));
    await second.reached;
    await before.close();
    second.letThrough();

    const after = open({ transport, storage });
    await after.restore();
    const edited = Uint8Array.from(bytes);
    edited[7] = (edited[7] ?? 0) ^ 1;
    const upload = after.add(fileOf(edited));
    expect(after.items).toHaveLength(1);
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(edited)]);
    expect(await left()).toMatchObject({ uploads: [], blobs: [digestOf(edited)] });
  });

  it.each(['hash', 'send', 'verify', 'process'] as const)(
    'leaves nothing when given up at %s',
    async (stage) => {
      const readable = Promise.withResolvers<void>();
      const held = gate((method, path) => {
        if (stage === 'send') return isBytes(method, path) && bodiesSent().length >= 2;
        const isEnd =
          transport === 'tus' ? method === 'GET' && /uploads\/./.test(path) : path.endsWith('/complete');
        return stage === 'verify' && isEnd;
      });
      const storage = createMemoryStorage();
      const upload = open({
        ...{ transport, storage },
        ...(stage === 'hash' ? { hash: () => readable.promise.then(() => digestOf(small)) } : {}),
      }).add(stage === 'send' ? film() : fileOf(small));
      await upload.until((status) => status.stage === stage && status.state === 'active');
      if (stage === 'send' || stage === 'verify') await held.reached;
      const cancelled = upload.cancel();
      expect(upload.status.state).toBe('cancelled');
      held.letThrough();
      readable.resolve();
      await cancelled;
      expect(await left()).toEqual(NOTHING);
      expect(await storage.all()).toEqual([]);
    },
  );

  it('takes up an end that nobody here heard of', async () => {
    const storage = createMemoryStorage();
    const end = gate((method, path) =>
      transport === 'tus' ? method === 'GET' && /uploads\/./.test(path) : path.endsWith('/complete'),
    );
    const before = open({ transport, storage });
    before.add(fileOf(small));
    await end.reached;
    const closed = before.close();
    if (transport === 'multipart') {
      const id =
        way.asked
          .findLast(({ path }) => path.endsWith('/complete'))
          ?.path.split('/')
          .at(-2) ?? '';
      const found = await server.multiparts.look(id);
      await server.multiparts.complete(id, found.ok ? found.value.parts : []);
    }
    way.fault = () => 'refuse';
    end.letThrough();
    await closed;
    way.fault = () => undefined;
    const after = open({ transport, storage });
    await after.restore();
    const [upload] = after.items;
    expect(await arrived(upload as UploadHandle)).toMatchObject({ error: null });
    expect(await assets()).toHaveLength(1);
  });
});

describe('uploads', () => {
  const several = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      fileOf(
        Uint8Array.from(small, (byte) => byte ^ index),
        `${index}.mp4`,
      ),
    );

  it('are sent two at a time, in the order they were added', async () => {
    const held = gate((method) => method === 'PATCH');
    const uploads = open();
    const added = several(5).map((file) => uploads.add(file));
    await held.reached;
    await expect
      .poll(() => added.map(({ status }) => status.state))
      .toEqual(['active', 'active', 'queued', 'queued', 'queued']);
    added[0]?.pause();
    await added[2]?.until(({ state }) => state === 'active');
    expect(added[3]?.status.state).toBe('queued');
    held.letThrough();
    added[0]?.resume();
    await Promise.all(added.map(arrived));
    expect(await assets()).toHaveLength(5);
  });

  it('are all paused, all go on, and are all given up', async () => {
    const held = gate((method) => method === 'PATCH');
    const uploads = open();
    for (const file of several(3)) uploads.add(file);
    await held.reached;
    uploads.pauseAll();
    const states = () => uploads.items.map(({ status }) => status.state);
    expect(states()).toEqual(['paused', 'paused', 'paused']);
    held.letThrough();
    uploads.resumeAll();
    await Promise.all(uploads.items.map(arrived));
    await uploads.cancelAll();
    expect(states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await left()).toEqual(NOTHING);
  });

  it('of equal files send the bytes once', async () => {
    const uploads = open();
    const added = [uploads.add(fileOf(small, 'one.mp4')), uploads.add(fileOf(small, 'two.mp4'))];
    const ends = await Promise.all(added.map(arrived));
    expect(ends.filter(({ wasHere }) => wasHere)).toHaveLength(1);
    expect(await assets()).toHaveLength(1);
    // Giving up what was there before takes nothing away.
    await added.find(({ status }) => status.wasHere)?.cancel();
    expect(await assets()).toHaveLength(1);
  });

  it('find nothing of what others have, even with its digest', async () => {
    const make = async (name: string, by?: string): Promise<string> => {
      const answer = await fetch(`${server.url}/api/v1/keys`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(by ? { authorization: `Bearer ${by}` } : {}) },
        body: JSON.stringify({ name, userId: name, scope: by ? 'write' : 'admin' }),
      });
      return ((await answer.json()) as { key: string }).key;
    };
    const admin = await make('admin');
    const keys = [await make('ann', admin), await make('bob', admin), undefined];
    const ends = [];
    for (const apiKey of keys) {
      const { uploads } = createClient({ baseUrl: way.url, ...(apiKey ? { apiKey } : {}) });
      onTestFinished(() => uploads.close());
      ends.push(await arrived(uploads.add(fileOf(small))));
    }
    expect(ends).toMatchObject([
      { wasHere: false, error: null },
      { wasHere: false, error: null },
      { state: 'failed', error: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(bodiesSent()).toHaveLength(2);
    expect((await left()).blobs).toEqual([digestOf(small)]);
  });

  it('of one file chosen twice are one', async () => {
    const uploads = open();
    const file = film();
    expect(uploads.add(file)).toBe(uploads.add(film()));
    expect(uploads.items).toHaveLength(1);
  });

  it('say at once why they are refused, and try nothing again that cannot heal', async () => {
    const upload = open().add(fileOf(small), { recipe: 'wbe' });
    const { error, state } = await arrived(upload);
    expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'INVALID_RECIPE' });
    expect(way.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    const empty = await arrived(open().add(fileOf(new Uint8Array())));
    expect(empty.error?.code).toBe('MEDIA_EMPTY');
  });

  it('ask for the file again when it was moved', async () => {
    const moved = Object.assign(fileOf(small), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotReadableError')) }),
    }) as unknown as File;
    const uploads = open();
    const upload = uploads.add(moved);
    expect(await upload.until(({ state }) => state === 'needs-file')).toMatchObject({
      error: { message: expect.stringContaining('Choose it again') as string },
    });
    uploads.add(fileOf(small));
    expect(await arrived(upload)).toMatchObject({ error: null });
  });

  it('follow their job to its end', async () => {
    const upload = open().add(fileOf(small));
    const { jobId } = await arrived(upload);
    await upload.until(({ job }) => job?.id === jobId);
    await fetch(`${server.url}/api/v1/jobs/${jobId}/cancel`, { method: 'POST' });
    await upload.until(({ state }) => state === 'cancelled');
    // Making it anew is a new job of the same asset.
    upload.resume();
    const again = await upload.until((status) => status.job !== null && status.jobId !== jobId);
    expect(again).toMatchObject({ state: 'active', assetId: (await assets())[0]?.id });
  });

  it('put another source in place of an asset’s', async () => {
    const uploads = open({ transport: 'multipart' });
    const { assetId } = await arrived(uploads.add(fileOf(small)));
    const replaced = await arrived(uploads.add(film(), { replacesAssetId: assetId ?? '' }));
    expect(replaced).toMatchObject({ assetId, error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(bytes)]);
  });

  it('go on by themselves after a restart where the file can be opened again', async () => {
    const storage = createMemoryStorage();
    const openAgain = async (origin: unknown) => (origin === '/films/film.mp4' ? film() : undefined);
    const held = gate((method) => method === 'PATCH');
    const before = open({ storage, openAgain });
    before.add(film(), { origin: '/films/film.mp4' });
    const paused = before.add(fileOf(small, 'small.mp4'), { origin: '/films/film.mp4' });
    paused.pause();
    await held.reached;
    await before.close();
    held.letThrough();
    const after = open({ storage, openAgain });
    await after.restore();
    const restored = (name: string) => after.items.find((item) => item.name === name) as UploadHandle;
    expect(await arrived(restored('film.mp4'))).toMatchObject({ error: null });
    // What was paused stays so.
    await restored('small.mp4').until(({ state }) => state === 'paused');
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(bytes)]);
  });

  it('that were given up while the server was away are taken back after a reload', async () => {
    const storage = createMemoryStorage();
    const held = gate((method) => method === 'PATCH');
    const before = open({ storage });
    const upload = before.add(film());
    await held.reached;
    way.fault = () => 'refuse';
    void upload.cancel();
    await before.close();
    held.letThrough();
    way.fault = () => undefined;
    const after = open({ storage });
    await after.restore();
    await expect.poll(left).toEqual(NOTHING);
    await expect.poll(() => storage.all()).toEqual([]);
  });
});
