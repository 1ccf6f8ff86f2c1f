import dns from 'node:dns';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fetchGuarded } from './fetch-guarded.ts';

const never = new AbortController().signal;
const START = { startByte: 0, etag: null };
/** Stands for an address of the internet; 127.0.0.1 is what is to be protected. */
const PUBLIC = '127.0.0.2';
const GUARD = { allowAddresses: [PUBLIC], maxBytes: 1000 };

const listen = async (host: string, port: number, body: string) => {
  const asked: string[] = [];
  const server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    reply.end(body);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, port: (server.address() as AddressInfo).port };
};

/** A name whose addresses are others each time it is looked up; gives how often it was. */
const rebind = (...answers: readonly (readonly string[])[]) => {
  let lookups = 0;
  const lookup = ((_name: string, options: { all?: boolean }, done: (...answer: unknown[]) => void) => {
    const addresses = answers[Math.min(lookups, answers.length - 1)] ?? [];
    lookups += 1;
    if (options.all)
      done(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    else done(null, addresses[0], 4);
  }) as typeof dns.lookup;
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(lookup);
  // Whoever imported it by name looks names up here, too.
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return () => lookups;
};

it('a name that leads inside the second time is connected to where it was checked', async () => {
  const inside = await listen('127.0.0.1', 0, 'secret');
  await listen(PUBLIC, inside.port, 'film');
  const lookups = rebind([PUBLIC], ['127.0.0.1']);
  const fetched = await fetchGuarded(`http://rebind.example:${inside.port}/a`, GUARD, START, never);
  expect(fetched.ok && (await text(fetched.value.body))).toBe('film');
  expect(lookups()).toBe(1);
  const again = await fetchGuarded(`http://rebind.example:${inside.port}/a`, GUARD, START, never);
  expect(again).toMatchObject({ ok: false, error: { code: 'FETCH_REFUSED' } });
  expect(inside.asked).toEqual([]);
});

it('a name with one address outside and one inside is refused, whichever answers', async () => {
  const inside = await listen('127.0.0.1', 0, 'secret');
  for (const addresses of [
    [PUBLIC, '127.0.0.1'],
    ['127.0.0.1', PUBLIC],
  ]) {
    const lookups = rebind(addresses);
    // Nobody listens outside, so that whoever tries one address after the other comes inside.
    const refused = await fetchGuarded(`http://both.example:${inside.port}/a`, GUARD, START, never);
    expect(lookups()).toBe(1);
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('private network') } });
  }
  expect(inside.asked).toEqual([]);
});
