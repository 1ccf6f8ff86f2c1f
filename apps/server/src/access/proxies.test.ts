import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, tempFolder } from '../testing/server-under-test.ts';

const HOP = '127.0.0.1';

const open = async (trustedProxies: readonly string[], options: object = {}) => {
  const server = await openServer(await tempFolder(), { trustedProxies, ...options });
  const key = async (): Promise<string> => {
    const made = await server.access.keys.create({ name: 'mine', scope: 'admin' });
    return made.ok ? made.value.key : '';
  };
  const ask = (path: string, headers: Record<string, string>, body?: object) =>
    fetch(`${server.url}${path}`, {
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
  return { server, key, ask };
};

describe('the address that counts', () => {
  it.each([
    ['the last one a trusted proxy saw, and none before it', [HOP, '10.0.0.0/8'], true],
    ['none that another proxy names', ['192.0.2.1'], false],
  ])('is %s', async (_what, trusted, isBelieved) => {
    const { server, key, ask } = await open(trusted);
    const authorization = `Bearer ${await key()}`;
    const asset = await addAsset(server, 'bytes');
    const bound = { ip: '203.0.113.7' };
    const minted = await ask(`/api/v1/assets/${asset.id}/playback-tokens`, { authorization }, bound);
    const { token } = (await minted.json()) as { token: string };
    const opens = async (forwarded: string): Promise<boolean> => {
      const answer = await ask(`/media/t/${token}/stills/${asset.id}?at=x`, { 'x-forwarded-for': forwarded });
      return answer.status !== 403;
    };
    expect(await opens('6.6.6.6, 203.0.113.7, 10.1.2.3')).toBe(isBelieved);
    expect(await opens('203.0.113.7, 198.51.100.9')).toBe(false);
  });

  it('is held to its own rate, whoever else comes through the same proxy', async () => {
    const nowMs = Date.now();
    const { key, ask } = await open([HOP], { nowMs: () => nowMs });
    await key();
    const guess = async (address: string) =>
      (await ask('/api/v1/assets', { authorization: 'Bearer rm_guess', 'x-forwarded-for': address })).status;
    for (let count = 0; count < 10; count += 1) expect(await guess(`10.9.9.${count}, 203.0.113.7`)).toBe(401);
    expect(await guess('203.0.113.7')).toBe(429);
    expect(await guess('203.0.113.8')).toBe(401);
  });
});

it('marks the cookie Secure and knows its own pages when a trusted proxy says https, and nobody else', async () => {
  const named = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'videos.example',
    origin: 'https://videos.example',
  };
  for (const [trusted, status, cookie] of [
    [[HOP], 200, / SameSite=Strict; Secure$/],
    [['192.0.2.1'], 400, /^null$/],
  ] as const) {
    const { key, ask } = await open(trusted);
    const answer = await ask('/api/v1/session', named, { key: await key() });
    expect(answer.status).toBe(status);
    expect(String(answer.headers.get('set-cookie'))).toMatch(cookie);
  }
  const { key, ask } = await open([]);
  const plain = await ask('/api/v1/session', { 'x-forwarded-proto': 'https' }, { key: await key() });
  expect(plain.headers.get('set-cookie')).toMatch(/ SameSite=Strict$/);
});

describe('a server on a loopback address that has no keys', () => {
  it('lets nobody in through a proxy before the first is made', async () => {
    const { server, key, ask } = await open([]);
    const asset = await addAsset(server, 'bytes');
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-forwarded-proto']) {
      for (const path of ['/api/v1/assets', `/api/v1/assets/${asset.id}/source`, '/']) {
        const refused = await ask(path, { [header]: 'x' });
        expect(refused.status).toBe(401);
        expect(await refused.json()).toMatchObject({ message: expect.stringContaining('no keys yet') });
      }
    }
    expect((await ask('/api/v1/keys', { 'x-real-ip': 'x' }, { name: 'theirs', scope: 'admin' })).status).toBe(
      401,
    );
    expect(await server.access.keys.list()).toEqual([]);
    expect((await ask('/api/v1/assets', {})).status).toBe(200);
    const authorization = `Bearer ${await key()}`;
    expect((await ask('/api/v1/assets', { authorization, 'x-forwarded-for': 'x' })).status).toBe(200);
  });

  it('lets everybody in that a proxy lets in, when it is told never to ask', async () => {
    const { ask } = await open([], { keys: 'never' });
    expect((await ask('/api/v1/assets', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(200);
  });
});

it('asks for keys from the start where a proxy is named, and refuses to trust everybody', () => {
  const read = (env: Record<string, string>) => {
    const config = readConfig(env);
    return config.ok ? [config.value.keys, config.value.trustedProxies] : config.error.message;
  };
  expect(read({})).toEqual(['once-made', []]);
  expect(read({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8 fd00::/8' })).toEqual([
    ...['always', ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']],
  ]);
  expect(read({ TRUSTED_PROXIES: '127.0.0.1', AUTH: 'off' })).toEqual(['never', ['127.0.0.1']]);
  expect(read({ TRUSTED_PROXIES: 'nginx' })).toContain('TRUSTED_PROXIES is not valid: must be addresses');
  expect(read({ TRUSTED_PROXIES: '0.0.0.0/0' })).toContain('must not be everybody');
});
