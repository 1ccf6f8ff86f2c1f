import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Asset,
  AssetSchema,
  NewPlaybackTokenSchema,
  PlaybackTokenListSchema,
  type Visibility,
} from '@reelmill/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { runServer, type ServerUnderTest } from '../testing/server-under-test.ts';

const HLS = 'application/vnd.apple.mpegurl';
const FILES = {
  'main.m3u8': { text: '#EXTM3U\n480p/playlist.m3u8\n', mediaType: HLS },
  '480p/0.m4s': { text: 'the segment', mediaType: 'video/iso.segment' },
};

/** Tests share a server that asks for keys; each has an asset of its own. */
let server: ServerUnderTest;
let admin: Record<string, string>;
let nowMs = Date.now();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-playback-'));
  server = await runServer(folder, { keys: 'always', nowMs: () => nowMs });
  const key = await server.access.keys.create({ name: 'first', scope: 'admin' });
  if (!key.ok) throw new Error(key.error.message);
  admin = { authorization: `Bearer ${key.value.key}` };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

let asset: Asset;
let media: string;
beforeEach(async () => {
  nowMs = Date.now();
  ({ asset, media } = await published());
});

/** An asset with a stream of its own, and the path of that below `/media`. */
const published = async (title = randomBytes(8).toString('hex'), about: object = {}) => {
  const made = await addAsset(server, title);
  const url = await publish(
    server,
    made,
    { ...FILES, title: { text: title, mediaType: 'text/plain' } },
    about,
  );
  await server.engine.commit(async (tx) => {
    const jobId = made.job?.id ?? '';
    await tx.jobs.update(jobId, { state: 'succeeded', finishedAtMs: 1 });
    await tx.assets.update(made.id, { currentJobId: jobId, state: 'ready' });
  });
  return { asset: made, media: new URL(url).pathname.slice('/media/'.length) };
};

const keyFor = async (userId: string) => {
  const key = await server.access.keys.create({ name: userId, userId });
  if (!key.ok) throw new Error(key.error.message);
  return { authorization: `Bearer ${key.value.key}` };
};

const call = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...admin, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
};
const mint = async (wanted: object = {}, of = asset) => {
  const { status, body } = await call('POST', `/assets/${of.id}/playback-tokens`, wanted);
  expect(status).toBe(201);
  return NewPlaybackTokenSchema.parse(body);
};
const show = async (visibility: Visibility | null, of = asset) =>
  expect((await call('PATCH', `/assets/${of.id}`, { visibility })).body.visibility).toBe(visibility);

const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await fetch(`${server.url}/media/${path}`, { method, headers, redirect: 'manual' });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
};
const under = (token: string, path = `${media}/480p/0.m4s`, headers = {}) =>
  get(`t/${token}/${path}`, headers);
const nowhere = { status: 404, text: expect.stringContaining('"NOT_FOUND"') };
const refused = (why: string) => ({
  status: 403,
  text: expect.stringContaining(why),
  headers: expect.objectContaining({ 'cache-control': 'no-store' }),
});

describe('without a token', () => {
  it('nothing of an asset can be had that nobody opened, nor told from what is not there', async () => {
    const missing = await get(`${'0'.repeat(64)}/main.m3u8`);
    for (const path of [`${media}/main.m3u8`, `${media}/480p/0.m4s`, `${media}/nope`]) {
      expect(await get(path)).toMatchObject({ status: 404, text: missing.text });
      expect(await get(path, {}, 'HEAD')).toMatchObject({ status: 404 });
    }
    for (const path of [
      `live/${asset.job?.id}/main.m3u8`,
      `outputs/${asset.id}/hls`,
      `stills/${asset.id}?at=0`,
      `outputs/${asset.id}/hls/encrypted`,
      `${media}/keys/0`,
    ]) {
      expect(await get(path)).toMatchObject(nowhere);
    }
  });

  it('everybody may see what is public, from the moment it is until the moment it is not', async () => {
    await show('public');
    const { headers } = await get(`${media}/480p/0.m4s`);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    });
    await show(null);
    expect(await get(`${media}/480p/0.m4s`)).toMatchObject(nowhere);
    await show('public');
    expect(await get(`${media}/480p/0.m4s`)).toMatchObject({ status: 200 });
    await show('private');
    expect(await get(`${media}/480p/0.m4s`)).toMatchObject(nowhere);
  });

  it('an artifact can be seen as long as any asset it belongs to can', async () => {
    const twin = await published('one and the same');
    const other = await published('one and the same');
    expect(other.media).toBe(twin.media);
    expect(await get(`${twin.media}/title`)).toMatchObject(nowhere);
    await show('public', other.asset);
    expect(await get(`${twin.media}/title`)).toMatchObject({ status: 200, text: 'one and the same' });
    expect((await call('DELETE', `/assets/${other.asset.id}`)).status).toBe(204);
    expect(await get(`${twin.media}/title`)).toMatchObject(nowhere);
    const { token } = await mint({}, twin.asset);
    expect(await under(token, `${twin.media}/title`)).toMatchObject({ status: 200 });
  });

  it('whoever shows a key sees what it may, for pages of this server alone, and asks again', async () => {
    const { status, headers } = await get(`${media}/480p/0.m4s`, admin);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('another user', () => {
  it('sees nothing of what is not his, and gives nobody leave to it', async () => {
    const [ann, bob] = await Promise.all(['ann', 'bob'].map(keyFor));
    const file = { method: 'PUT', headers: ann ?? {}, body: randomBytes(8) };
    const put = await fetch(`${server.url}/api/v1/assets?name=a.mp4`, file);
    const hers = AssetSchema.parse(await put.json());
    const url = await publish(server, hers, { ...FILES, title: { text: hers.id, mediaType: 'text/plain' } });
    const path = `${new URL(url).pathname.slice('/media/'.length)}/480p/0.m4s`;
    expect(await get(path, ann)).toMatchObject({ status: 200, text: 'the segment' });
    expect(await get(path, bob)).toMatchObject(nowhere);
    expect(await get(path, admin)).toMatchObject({ status: 200 });
    const tokens = `${server.url}/api/v1/assets/${hers.id}/playback-tokens`;
    for (const method of ['POST', 'GET', 'DELETE']) {
      const json = method === 'POST' ? { 'content-type': 'application/json' } : {};
      const body = method === 'POST' ? '{}' : null;
      expect((await fetch(tokens, { method, headers: { ...bob, ...json }, body })).status).toBe(404);
    }
    const { token } = await mint({}, hers);
    expect(await under(token, path)).toMatchObject({ status: 200 });
    await show('public', hers);
    expect(await get(path, bob)).toMatchObject({ status: 200 });
    expect(
      (await fetch(`${server.url}/api/v1/playback-keys/rotate`, { method: 'POST', headers: bob })).status,
    ).toBe(403);
  });
});

describe('a token', () => {
  it('opens everything of its asset, for as long as it is good', async () => {
    const { token, url, expiresAt } = await mint({ expiresInSeconds: 60 });
    expect(Date.parse(expiresAt) - nowMs).toBeLessThanOrEqual(61_000);
    expect(url).toBe(`/media/t/${token}/${media}/main.m3u8`);
    const main = await fetch(`${server.url}${url}`);
    expect(await main.text()).toContain('480p/playlist.m3u8');
    const segment = await fetch(new URL('480p/0.m4s', main.url));
    expect(await segment.text()).toBe('the segment');
    expect(segment.headers.get('access-control-allow-origin')).toBe('*');
    expect(segment.headers.get('cache-control')).toMatch(/^private, max-age=(5\d|60|61), immutable$/);
    expect(await under(token, `outputs/${asset.id}/hls`)).toMatchObject({
      status: 302,
      headers: { location: url, 'cache-control': 'no-store' },
    });
    nowMs = Date.parse(expiresAt);
    expect(await under(token)).toMatchObject(refused('its time is over'));
  });

  it('opens nothing of any other asset, and does not tell whether it is there', async () => {
    const { token } = await mint();
    const other = await published();
    const missing = await under(token, `${'0'.repeat(64)}/480p/0.m4s`);
    expect(missing).toMatchObject(nowhere);
    for (const path of [`${other.media}/main.m3u8`, `${other.media}/480p/0.m4s`]) {
      expect(await under(token, path)).toMatchObject({ status: 404, text: missing.text });
    }
    for (const path of [
      `live/${other.asset.job?.id}/main.m3u8`,
      `outputs/${other.asset.id}/hls`,
      `outputs/${other.asset.id}/hls/encrypted`,
      `outputs/${other.asset.id}/hls/encrypted/key`,
      `stills/${other.asset.id}?at=0`,
    ]) {
      expect(await under(token, path)).toMatchObject(nowhere);
    }
    // Not even for somebody who could see it without.
    expect(await under(token, `${other.media}/main.m3u8`, admin)).toMatchObject(nowhere);
    await show('public', other.asset);
    expect(await under(token, `${other.media}/main.m3u8`)).toMatchObject(nowhere);
  });

  it('opens nothing when it was altered, cut off or made up', async () => {
    const { token } = await mint();
    const unsigned = refused('not signed by this server');
    const swap = (at: number) =>
      `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    for (const forged of [
      ...[0, 4, 10, 30, 50, 60].map(swap),
      token.slice(0, -1),
      `${token}A`,
      randomBytes(56).toString('base64url'),
      'A'.repeat(75),
      'x',
    ]) {
      expect(await under(forged)).toMatchObject(unsigned);
    }
    expect(await under(token)).toMatchObject({ status: 200 });
  });

  it('can be taken back, alone or with all of its asset, at once and for ever', async () => {
    const [first, second, third] = [await mint(), await mint(), await mint({ ip: '127.0.0.1' })];
    const path = `/assets/${asset.id}/playback-tokens`;
    const listed = async () => PlaybackTokenListSchema.parse((await call('GET', path)).body).items;
    expect(await listed()).toMatchObject([
      { id: third.id, ip: '127.0.0.1' },
      { id: second.id },
      { id: first.id },
    ]);
    expect(JSON.stringify(await listed())).not.toContain(third.token.slice(-20));
    expect(await under(first.token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `${path}/${first.id}`)).status).toBe(204);
    expect(await under(first.token)).toMatchObject(refused('taken back'));
    expect(await under(second.token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `${path}/${first.id}`)).status).toBe(404);
    const other = await published();
    expect((await call('DELETE', `/assets/${other.asset.id}/playback-tokens/${second.id}`)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await listed()).toEqual([]);
    for (const { token } of [second, third]) expect(await under(token)).toMatchObject(refused('taken back'));
    await server.close();
    server = await runServer(folder, { keys: 'always', nowMs: () => nowMs });
    expect(await under(second.token)).toMatchObject(refused('taken back'));
    expect(await under((await mint()).token)).toMatchObject({ status: 200 });
  });

  it('is good from one address only, where it was bound to one', async () => {
    expect(await under((await mint({ ip: '192.0.2.1' })).token)).toMatchObject(
      refused('another network address'),
    );
    expect(await under((await mint({ ip: '127.0.0.1' })).token)).toMatchObject({ status: 200 });
    expect((await call('POST', `/assets/${asset.id}/playback-tokens`, { ip: 'localhost' })).status).toBe(400);
  });

  it('outlives one new signing key, and not two', async () => {
    const before = await mint();
    const { body } = await call('POST', '/playback-keys/rotate');
    const during = await mint();
    expect(await under(before.token)).toMatchObject({ status: 200 });
    const rotated = await call('POST', '/playback-keys/rotate');
    expect(rotated.body).toMatchObject({
      current: { number: body.current.number + 1 },
      previous: body.current,
    });
    expect(await under(before.token)).toMatchObject(refused('its key is gone'));
    expect(await under(during.token)).toMatchObject({ status: 200 });
    const { body: list } = await call('GET', `/assets/${asset.id}/playback-tokens`);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([during.id]);
  });

  it('ends with its asset', async () => {
    const { token } = await mint();
    expect(await under(token)).toMatchObject({ status: 200 });
    expect((await call('DELETE', `/assets/${asset.id}`)).status).toBe(204);
    expect(await under(token)).toMatchObject(nowhere);
    expect((await call('POST', `/assets/${asset.id}/playback-tokens`, {})).status).toBe(404);
  });

  it('opens nothing of the API', async () => {
    const { token } = await mint();
    for (const path of [`/api/v1/assets/${asset.id}`, asset.source.url]) {
      const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(401);
    }
    expect(await under(token, `../../../api/v1/assets/${asset.id}`)).not.toMatchObject({ status: 200 });
  });
});

describe('keys of encrypted streams', () => {
  it('are given out under a token, to any page, and kept by nobody', async () => {
    const encryption = {
      scheme: 'aes-128',
      keyId: 'ab'.repeat(16),
      segmentsPerKey: null,
      keyCount: 2,
      license: null,
    };
    const stream = await published('aes', { encryption });
    const { token } = await mint({}, stream.asset);
    expect(await get(`${stream.media}/keys/1`)).toMatchObject(nowhere);
    const key = await fetch(`${server.url}/media/t/${token}/${stream.media}/keys/1`);
    expect(await key.bytes()).toHaveLength(16);
    expect(Object.fromEntries(key.headers)).toMatchObject({
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(await under(token, `${stream.media}/keys/2`)).toMatchObject(nowhere);
    expect(await under((await mint()).token, `${stream.media}/keys/1`)).toMatchObject(nowhere);
    const own = await get(`${stream.media}/keys/1`, admin);
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('come as a licence to a page of another site that shows a token, and to no other', async () => {
    const keyId = 'cd'.repeat(16);
    const encryption = {
      scheme: 'cenc',
      keyId,
      segmentsPerKey: null,
      keyCount: 1,
      license: { url: 'license' },
    };
    const stream = await published('cenc', { encryption });
    const { token } = await mint({}, stream.asset);
    const ask = (prefix: string) =>
      fetch(`${server.url}/media/${prefix}${stream.media}/license`, {
        method: 'POST',
        headers: { origin: 'https://videos.example', 'sec-fetch-site': 'cross-site' },
        body: JSON.stringify({ kids: [Buffer.from(keyId, 'hex').toString('base64url')] }),
      });
    const answer = await ask(`t/${token}/`);
    expect(await answer.json()).toMatchObject({
      keys: [{ kty: 'oct', k: expect.stringMatching(/^[\w-]{22}$/) }],
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect((await ask('')).status).toBe(404);
    expect((await ask(`t/${(await mint()).token}/`)).status).toBe(404);
    const preflight = await fetch(`${server.url}/media/t/${token}/${stream.media}/license`, {
      method: 'OPTIONS',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
  });
});

describe('an encrypted download', () => {
  it('is another file for every token, which its key alone opens', async () => {
    const made = await addAsset(server, 'single');
    await publish(server, made, { 'film.mp4': { text: 'the film', mediaType: 'video/mp4' } });
    const [ann, bob] = [await mint({}, made), await mint({}, made)];
    const path = `outputs/${made.id}/hls/encrypted`;
    const [hers, his] = [await under(ann.token, path), await under(bob.token, path)];
    expect(hers.status).toBe(200);
    expect(hers.headers['etag']).not.toBe(his.headers['etag']);
    expect(hers.text).not.toContain('the film');
    const keyOf = async (token: string) => JSON.parse((await under(token, `${path}/key`)).text).key;
    expect(await keyOf(ann.token)).toHaveLength(43);
    expect(await keyOf(ann.token)).not.toBe(await keyOf(bob.token));
    expect((await call('DELETE', `/assets/${made.id}/playback-tokens/${ann.id}`)).status).toBe(204);
    expect(await under(ann.token, `${path}/key`)).toMatchObject(refused('taken back'));
  });
});
