import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { runningProcess, startProcess } from '../../apps/server/src/testing/server-process.ts';
import { tempFolder } from '../../apps/server/src/testing/server-under-test.ts';

/** Planted in every place where a secret may travel. */
const SIGNATURE = 'c0ffee5ec2e7c0ffee5ec2e7';
const PASSWORD = 'hunter2-hunter2';
const KEY_ID = 'AKIAPLANTEDPLANTED';
const BEARER = 'rm_planted_planted_planted';

const site = async (): Promise<string> => {
  const http = createServer((request, reply) => {
    if (request.url?.startsWith('/moved'))
      reply.writeHead(302, { location: `/gone?X-Amz-Signature=${SIGNATURE}` });
    else reply.writeHead(request.url?.startsWith('/busy') ? 503 : 404);
    reply.end();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
};

it('no secret is told in a log, an answer, an event or the console’s page, at the most talkative level', async () => {
  const folder = await tempFolder();
  const server = await runningProcess({
    dataFolder: folder,
    env: { LOG_LEVEL: 'trace', IMPORT_ALLOW: '127.0.0.1', WEBHOOK_ALLOW: '127.0.0.1' },
  });
  const heard: string[] = [];
  let bearer = BEARER;
  const ask = async (path: string, body?: object): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${server.url}${path}`, {
      headers: {
        authorization: `Bearer ${bearer}`,
        cookie: `session=${BEARER}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const hear = async (path: string, body?: object) => {
    const { status, text } = await ask(path, body);
    heard.push(text);
    return { status, text };
  };

  const origin = await site();
  const query = `?X-Amz-Credential=${KEY_ID}%2Fx&X-Amz-Signature=${SIGNATURE}`;
  const imported: string[] = [];
  for (const url of [
    `${origin}/film.mp4${query}`,
    `${origin}/moved.mp4${query}`,
    `${origin}/busy.mp4${query}`,
    `http://10.0.0.1/film.mp4${query}`,
  ]) {
    const { status, text } = await hear('/api/v1/imports', { url });
    expect(status).toBe(202);
    imported.push(JSON.parse(text).id);
  }
  expect((await hear('/api/v1/imports', { url: `https://user:${PASSWORD}@host.example/a.mp4` })).status).toBe(
    422,
  );
  expect((await hear('/api/v1/imports', { url: [`${origin}${query}`] })).status).toBe(400);
  const [gone, moved, busy, inside] = imported;
  for (const id of [gone, moved, inside]) {
    await expect
      .poll(async () => JSON.parse((await hear(`/api/v1/imports/${id}`)).text).state, { timeout: 20_000 })
      .toBe('failed');
  }
  expect((await hear(`/api/v1/imports/${busy}/cancel`, {})).status).toBe(200);

  // The one answer that tells it, once.
  const made = await ask('/api/v1/webhooks', { url: `${origin}/hook` });
  expect(made.status).toBe(201);
  const { secret, id } = JSON.parse(made.text) as { secret: string; id: string };
  const put = await fetch(`${server.url}/api/v1/assets?name=a.mp4`, { method: 'PUT', body: 'no media' });
  expect(put.status).toBe(201);
  const tokens = `/api/v1/assets/${((await put.json()) as { id: string }).id}/playback-tokens`;
  const { token } = JSON.parse((await ask(tokens, {})).text) as { token: string };
  for (const path of [tokens, `/media/t/${token}/nope`, `/media/t/${token}x/nope`, `/media/t/${token}/%`]) {
    await hear(path);
  }
  const deliveries = `/api/v1/webhooks/${id}/deliveries`;
  await expect
    .poll(
      async () =>
        JSON.parse((await hear(deliveries)).text).items.some(
          (each: { attempts: number }) => each.attempts > 0,
        ),
      {
        timeout: 20_000,
      },
    )
    .toBe(true);
  for (const path of [
    '/',
    '/library',
    '/docs/json',
    '/healthz',
    '/api/v1/imports',
    '/api/v1/webhooks',
    '/api/v1/jobs',
    '/api/v1/nope',
  ]) {
    await hear(path);
  }

  // From here on a key is asked for; the answers that tell keys tell each once.
  const wanted = { userId: 'local', name: 'planted', scope: 'admin' };
  const { key, id: keyId } = JSON.parse((await ask('/api/v1/keys', wanted)).text);
  expect((await hear('/api/v1/keys')).status).toBe(401);
  bearer = key;
  const rotated = JSON.parse((await ask(`/api/v1/keys/${keyId}/rotate`, {})).text).key;
  for (const [known, status] of [
    [key, 200],
    [rotated, 200],
    [`${rotated}x`, 401],
    [rotated.slice(0, -1), 401],
  ]) {
    bearer = known;
    expect((await hear('/api/v1/keys')).status).toBe(status);
    await hear('/api/v1/session', { key: known });
    await hear(`/api/v1/assets?key=${known}`);
  }
  const halves = [key, rotated].map((each: string) => each.slice(each.lastIndexOf('_') + 1));

  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  const told = `${server.stderr()}\n${heard.join('\n')}`;
  // It was listening where something is said.
  expect(server.stderr()).not.toBe('');
  const tellingOnce = [token, secret, secret.replace('whsec_', ''), ...halves];
  for (const planted of [SIGNATURE, PASSWORD, KEY_ID, BEARER, ...tellingOnce]) {
    expect(told).not.toContain(planted);
  }
});

it('a bucket that refuses is complained about without its keys', async () => {
  const started = await startProcess({
    dataFolder: await tempFolder(),
    env: {
      ...{ LOG_LEVEL: 'trace', S3_ENDPOINT: await site(), S3_BUCKET: 'films' },
      ...{ S3_ACCESS_KEY_ID: KEY_ID, S3_SECRET_ACCESS_KEY: PASSWORD },
    },
  });
  if ('url' in started) {
    await fetch(`${started.url}/api/v1/assets?name=a.mp4`, { method: 'PUT', body: 'no media' });
    started.child.kill('SIGTERM');
    await started.exited;
  }
  const said = 'url' in started ? started.stderr() : started.stderr;
  expect(said).not.toBe('');
  for (const planted of [PASSWORD, KEY_ID]) expect(said).not.toContain(planted);
});
