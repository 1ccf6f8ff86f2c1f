import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createClient } from './client.ts';

it('shows its key with the ranges of an encrypted file as with every other call', async () => {
  const seen: [path: string, authorization: string | undefined][] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://server');
    seen.push([pathname, request.headers.authorization]);
    if (pathname.endsWith('/key')) response.end(JSON.stringify({ key: 'A'.repeat(43) }));
    else
      response.writeHead(404).end(JSON.stringify({ code: 'NOT_FOUND', message: 'There is no such file.' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const opened = await createClient({ baseUrl, apiKey: 'rm_a_b' }).assets.openEncrypted('asset_1', 'sd');

  expect(opened).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  const path = '/api/v1/assets/asset_1/outputs/sd/encrypted';
  expect(seen).toEqual([
    [`${path}/key`, 'Bearer rm_a_b'],
    [path, 'Bearer rm_a_b'],
  ]);
});
