import { NewApiKeySchema } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

let server: ServerUnderTest;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.now();
  server = await openServer(await tempFolder(), { nowMs: () => nowMs });
});

const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) => {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
};
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const make = async (wanted: object, by?: string) => {
  const { status, body } = await call('POST', '/keys', by === undefined ? {} : bearer(by), wanted);
  expect(status).toBe(201);
  return NewApiKeySchema.parse(body);
};
const admin = () => make({ name: 'mine', scope: 'admin' });

describe('a server without keys', () => {
  it('lets everybody in as the local user, until the first key is made', async () => {
    expect((await call('GET', '/session')).body).toEqual({
      ...{ userId: 'local', scope: 'admin', keysRequired: false, expiresAt: null },
    });
    const { key } = await admin();
    expect(await call('GET', '/assets')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect((await call('GET', '/assets', bearer(key))).status).toBe(200);
  });

  it('keeps the browser in that made the first one', async () => {
    const made = await call('POST', '/keys', {}, { name: 'mine', scope: 'admin' });
    const session = { cookie: made.headers.get('set-cookie')?.split(';')[0] ?? '' };
    expect((await call('GET', '/assets', session)).status).toBe(200);
    const other = await call('POST', '/keys', session, { name: 'next' });
    expect(other).toMatchObject({ status: 201, body: { userId: 'local', scope: 'write' } });
    expect(other.headers.get('set-cookie')).toBeNull();
  });

  it('makes no first key that could make no other', async () => {
    const refused = await call('POST', '/keys', {}, { name: 'ours', scope: 'write' });
    expect(refused).toMatchObject({ status: 409, body: { message: expect.stringContaining('admin') } });
    expect((await call('GET', '/assets')).status).toBe(200);
  });
});

describe('a key', () => {
  it('is kept only as a digest, and told once', async () => {
    const made = await admin();
    expect(made.key).toMatch(/^rm_[\w-]{22}_[\w-]{43}$/);
    const [record] = await server.engine.store.direct.apiKeys.list();
    expect(JSON.stringify(record)).not.toContain(made.key.slice(-43));
    const { body } = await call('GET', '/keys', bearer(made.key));
    expect(body.items).toMatchObject([{ id: made.id, name: 'mine', lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(body)).not.toContain(made.key.slice(-43));
  });

  it('does what its scope says and no more', async () => {
    const { key } = await admin();
    const reads = await make({ name: 'wall', userId: 'ann', scope: 'read' }, key);
    const writes = await make({ name: 'cam', userId: 'ann' }, key);
    expect((await call('GET', '/assets', bearer(reads.key))).status).toBe(200);
    expect(await call('POST', '/jobs', bearer(reads.key), {})).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', message: expect.stringContaining('"write"') },
    });
    expect((await call('POST', '/jobs', bearer(writes.key), {})).status).toBe(400);
    expect((await call('GET', '/keys', bearer(writes.key))).status).toBe(403);
    expect((await call('GET', '/session', bearer(reads.key))).body).toMatchObject({
      ...{ userId: 'ann', scope: 'read', keysRequired: true },
    });
  });

  it('is refused when it is forged, cut short, expired or revoked', async () => {
    const { key } = await admin();
    const short = await make({ name: 'short', expiresInSeconds: 60 }, key);
    const gone = await make({ name: 'gone' }, key);
    expect((await call('POST', `/keys/${gone.id}/revoke`, bearer(key))).status).toBe(200);
    const [, id] = /^rm_([\w-]{22})_/.exec(key) ?? [];
    nowMs += 61_000;
    for (const bad of [gone.key, short.key, key.slice(0, -1), `rm_${id}_${'A'.repeat(43)}`, 'x', `${key}x`]) {
      const answer = await call('GET', '/assets', bearer(bad));
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect((await call('GET', '/assets', bearer(key))).status).toBe(200);
  });

  it('that is rotated works a while longer beside its successor', async () => {
    const { key } = await admin();
    const old = await make({ name: 'cam', userId: 'ann' }, key);
    const path = `/keys/${old.id}/rotate`;
    const rotated = await call('POST', path, bearer(key), { overlapSeconds: 3600 });
    const next = NewApiKeySchema.parse(rotated.body);
    expect(next).toMatchObject({ name: 'cam', userId: 'ann', scope: 'write' });
    nowMs += 3_599_000;
    expect((await call('GET', '/assets', bearer(old.key))).status).toBe(200);
    nowMs += 1_000;
    expect((await call('GET', '/assets', bearer(old.key))).status).toBe(401);
    expect((await call('GET', '/assets', bearer(next.key))).status).toBe(200);
    expect((await call('POST', path, bearer(key), {})).status).toBe(409);
  });

  it('that is the last administrator’s cannot be revoked', async () => {
    const { id, key } = await admin();
    expect((await call('POST', `/keys/${id}/revoke`, bearer(key))).status).toBe(409);
    await make({ name: 'second', scope: 'admin' }, key);
    expect((await call('POST', `/keys/${id}/revoke`, bearer(key))).status).toBe(200);
  });
});

describe('a session', () => {
  const login = async (key: string, headers: Record<string, string> = {}) => {
    const answer = await call('POST', '/session', headers, { key });
    const cookie = answer.headers.get('set-cookie') ?? '';
    return { ...answer, cookie, session: { cookie: cookie.split(';')[0] ?? '' } };
  };

  it('begins with a key, stands for it, and ends when its owner logs out', async () => {
    const { key } = await admin();
    const { status, cookie, session } = await login(key);
    expect(status).toBe(200);
    expect(cookie).toMatch(/^reelmill_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect((await call('GET', '/session', session)).body).toMatchObject({
      ...{ userId: 'local', scope: 'admin', expiresAt: expect.any(String) },
    });
    const out = await call('DELETE', '/session', session);
    expect(out.headers.get('set-cookie')).toContain('01 Jan 1970');
    expect((await call('GET', '/assets', session)).status).toBe(401);
  });

  it('ends after a week, and with its key', async () => {
    const { key } = await admin();
    const other = await make({ name: 'desk', scope: 'admin' }, key);
    const [first, second] = [await login(key), await login(other.key)];
    await call('POST', `/keys/${other.id}/revoke`, bearer(key));
    expect((await call('GET', '/assets', second.session)).status).toBe(401);
    expect((await call('GET', '/assets', first.session)).status).toBe(200);
    nowMs += 7 * 24 * 3600_000;
    expect((await call('GET', '/assets', first.session)).status).toBe(401);
  });

  it('is not begun by what is no key', async () => {
    await admin();
    expect(await login('rm_nonsense')).toMatchObject({ status: 401, cookie: '' });
    expect((await call('GET', '/assets', { cookie: 'reelmill_session=nonsense' })).status).toBe(401);
  });

  it('opens the socket of events, as a key does, and nothing else does', async () => {
    const { key } = await admin();
    const { session } = await login(key);
    const first = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/events`, { headers });
        socket.on('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8')).type));
        socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode));
        socket.on('error', () => {});
      });
    expect(await Promise.all([first(session), first(bearer(key)), first({}), first(bearer('x'))])).toEqual([
      ...['hello', 'hello', 401, 401],
    ]);
  });
  it('ends with its sockets at once, as a revoked key does, and nobody else’s', async () => {
    const listen = async (headers: Record<string, string>) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/events`, { headers });
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      await new Promise((resolve) => socket.once('message', resolve));
      return { socket, closed };
    };
    const early = await listen({});
    const { key } = await admin();
    expect(await early.closed).toBe(1008);
    const cam = await make({ name: 'cam' }, key);
    const [ended, other] = [await login(key), await login(key)];
    const sockets = await Promise.all([
      ...[ended.session, bearer(cam.key), (await login(cam.key)).session].map(listen),
      ...[other.session, bearer(key)].map(listen),
    ]);
    expect((await call('DELETE', '/session', ended.session)).status).toBe(204);
    expect((await call('POST', `/keys/${cam.id}/revoke`, bearer(key))).status).toBe(200);
    const [byLogout, byKey, bySession, ...kept] = sockets;
    for (const each of [byLogout, byKey, bySession]) expect(await each?.closed).toBe(1008);
    expect(kept.map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  });
});
