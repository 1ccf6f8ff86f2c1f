import { expect, it } from 'vitest';
import { openServer, tempFolder } from '../testing/server-under-test.ts';

it('asks are counted however their address is spelled', async () => {
  const nowMs = Date.now();
  const server = await openServer(await tempFolder(), { keys: 'always', nowMs: () => nowMs });
  const statuses = new Set<number>();
  for (let count = 0; count < 201; count += 1) {
    const answer = await fetch(`${server.url}/%61pi/v1/recipes`);
    await answer.arrayBuffer();
    statuses.add(answer.status);
  }
  expect([...statuses]).toEqual([401, 429]);
});

it('a session that another site of the same domain gave the browser does not stand for its owner', async () => {
  const server = await openServer(await tempFolder(), { keys: 'always' });
  const login = async (userId: string): Promise<string> => {
    const made = await server.access.keys.create({ name: userId, userId, scope: 'write' });
    const begun = made.ok ? await server.access.sessions.begin(made.value.key) : made;
    return begun.ok ? `reelmill_session=${begun.value.token}` : '';
  };
  const ask = (cookie: string) => fetch(`${server.url}/api/v1/session`, { headers: { cookie } });
  const admin = await server.access.keys.create({ name: 'first', scope: 'admin' });
  expect(admin.ok).toBe(true);
  const [own, foreign] = [await login('ann'), await login('mallory')];
  expect((await ask(own)).status).toBe(200);
  expect((await ask(`other=1; ${own}`)).status).toBe(200);
  expect((await ask(`${foreign}; ${own}`)).status).toBe(401);
  expect((await ask(`${own}; ${foreign}`)).status).toBe(401);
});
