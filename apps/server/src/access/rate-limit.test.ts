import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openServer, tempFolder } from '../testing/server-under-test.ts';
import { createRateLimit, createRateLimits } from './rate-limit.ts';

it('lets a burst through, and then so many a second, whatever the times', () => {
  const waits = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 300 });
  fc.assert(
    fc.property(waits, (pauses) => {
      let now = 1_000_000;
      const limit = createRateLimit({ perSecond: 10, burst: 5 }, () => now);
      let taken = 0;
      for (const pause of pauses) {
        now += pause;
        if (limit.take('ann') === 0) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(5 + (now - 1_000_000) / 100);
      expect(limit.take('bob')).toBe(0);
    }),
  );
});

it('says how long to wait, to the moment', () => {
  let now = 0;
  const limit = createRateLimit({ perSecond: 1, burst: 2 }, () => now);
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 1000]);
  now = 999;
  expect(limit.take('a')).toBe(1);
  now = 1000;
  expect(limit.take('a')).toBe(0);
});

it('takes all addresses of one IPv6 network for one, and each of IPv4 for its own', () => {
  const { failures } = createRateLimits(1, () => 0);
  for (let count = 0; count < 10; count += 1) expect(failures.take(`2001:db8:0:1::${count}`)).toBe(0);
  expect(failures.take('2001:db8:0:1:ffff::9')).toBeGreaterThan(0);
  expect(failures.take('2001:db8:0:2::1')).toBe(0);
  for (let count = 0; count < 10; count += 1) expect(failures.take('203.0.113.7')).toBe(0);
  expect(failures.take('::ffff:203.0.113.7')).toBeGreaterThan(0);
  expect(failures.take('203.0.113.8')).toBe(0);
});

it('keeps one key, and who tries keys that are none, waiting, and nobody else', async () => {
  const nowMs = Date.now();
  const server = await openServer(await tempFolder(), { nowMs: () => nowMs, requestsPerSecond: 1 });
  const make = async (name: string) => {
    const made = await server.access.keys.create({ name, scope: 'admin' });
    return made.ok ? made.value.key : '';
  };
  const [busy, calm] = [await make('busy'), await make('calm')];
  const ask = (key: string) =>
    fetch(`${server.url}/api/v1/recipes`, { headers: { authorization: `Bearer ${key}` } });
  for (let count = 0; count < 10; count += 1) expect((await ask(busy)).status).toBe(200);
  const refused = await ask(busy);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toEqual({
    code: 'RATE_LIMITED',
    message: 'Too many requests with this key; try again in 1 s.',
  });
  for (let count = 0; count < 10; count += 1) expect((await ask('rm_guess')).status).toBe(401);
  expect((await ask('rm_guess')).status).toBe(429);
  const login = (key: string) =>
    fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
  expect((await login('rm_guess')).status).toBe(429);
  expect((await ask(calm)).status).toBe(200);
  expect((await login(calm)).status).toBe(200);
});
