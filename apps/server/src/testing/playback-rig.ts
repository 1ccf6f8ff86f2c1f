import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asset, NewPlaybackTokenSchema, type Visibility } from '@reelmill/core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { addAsset, publish } from './add-asset.ts';
import { runServer, type ServerUnderTest } from './server-under-test.ts';

export const FILES = {
  'main.m3u8': { text: '#EXTM3U\n480p/playlist.m3u8\n', mediaType: 'application/vnd.apple.mpegurl' },
  '480p/0.m4s': { text: 'the segment', mediaType: 'video/iso.segment' },
};

/** What is answered where there is nothing, or nothing for who asks. */
export const nowhere = { status: 404, text: expect.stringContaining('"NOT_FOUND"') };
export const refused = (why: string) => ({
  status: 403,
  text: expect.stringContaining(why),
  headers: expect.objectContaining({ 'cache-control': 'no-store' }),
});

/** One server for all tests of a file, which asks for keys; each test has an asset of its own. */
export const usePlaybackServer = () => {
  let folder: string;
  let server: ServerUnderTest;
  let admin: Record<string, string>;
  let nowMs = Date.now();
  let asset: Asset;
  let media: string;
  const start = async (): Promise<void> => {
    server = await runServer(folder, { keys: 'always', nowMs: () => nowMs });
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelmill-playback-'));
    await start();
    admin = await keyFor('local', 'admin');
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    nowMs = Date.now();
    ({ asset, media } = await published());
  });

  const keyFor = async (userId: string, scope: 'write' | 'admin' = 'write') => {
    const key = await server.access.keys.create({ name: userId, userId, scope });
    if (!key.ok) throw new Error(key.error.message);
    return { authorization: `Bearer ${key.value.key}` };
  };

  /** An asset with a stream of its own, and the path of that below `/media`. */
  const published = async (title = randomBytes(8).toString('hex'), about: object = {}) => {
    const made = await addAsset(server, title);
    const files = { ...FILES, title: { text: title, mediaType: 'text/plain' } };
    const url = await publish(server, made, files, about);
    await server.engine.commit(async (tx) => {
      const jobId = made.job?.id ?? '';
      await tx.jobs.update(jobId, { state: 'succeeded', finishedAtMs: 1 });
      await tx.assets.update(made.id, { currentJobId: jobId, state: 'ready' });
    });
    return { asset: made, media: new URL(url).pathname.slice('/media/'.length) };
  };

  /** The API, as the administrator. */
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { ...admin, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };

  /** A path below `/media`, without a key unless one is given. */
  const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(`${server.url}/media/${path}`, { method, headers, redirect: 'manual' });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: await answer.text(),
    };
  };

  return {
    get server() {
      return server;
    },
    /** Headers of somebody who may do everything. */
    get admin() {
      return admin;
    },
    get asset() {
      return asset;
    },
    get media() {
      return media;
    },
    get nowMs() {
      return nowMs;
    },
    set nowMs(ms: number) {
      nowMs = ms;
    },
    restart: async (): Promise<void> => {
      await server.close();
      await start();
    },
    ...{ keyFor, published, call, get },
    mint: async (wanted: object = {}, of = asset) => {
      const { status, body } = await call('POST', `/assets/${of.id}/playback-tokens`, wanted);
      expect(status).toBe(201);
      return NewPlaybackTokenSchema.parse(body);
    },
    show: async (visibility: Visibility | null, of = asset) =>
      expect((await call('PATCH', `/assets/${of.id}`, { visibility })).body.visibility).toBe(visibility),
    /** A path below `/media` with a token in front; a segment of the test's asset unless told. */
    under: (token: string, path = `${media}/480p/0.m4s`, headers: Record<string, string> = {}) =>
      get(`t/${token}/${path}`, headers),
  };
};
