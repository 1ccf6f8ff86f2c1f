import { expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { openServer, tempFolder } from '../testing/server-under-test.ts';

const FILES = { 'main.m3u8': { text: '#EXTM3U', mediaType: 'application/vnd.apple.mpegurl' } };

it('shows everything to everybody until the first key is made, and then only what was opened', async () => {
  const server = await openServer(await tempFolder());
  const patch = (id: string, visibility: string) =>
    fetch(`${server.url}/api/v1/assets/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ visibility }),
    });
  const [unsaid, open, shut] = await Promise.all(
    ['unsaid', 'open', 'shut'].map((text) => addAsset(server, text)),
  );
  const addressOf = async (asset: typeof unsaid) =>
    asset ? publish(server, asset, { ...FILES, name: { text: asset.id, mediaType: 'text/plain' } }) : '';
  const addresses = [await addressOf(unsaid), await addressOf(open), await addressOf(shut)];
  await patch(open?.id ?? '', 'public');
  await patch(shut?.id ?? '', 'private');
  const look = () =>
    Promise.all(
      addresses.map(async (address) => {
        const { status, headers } = await fetch(`${address}/main.m3u8`);
        return [status, headers.get('access-control-allow-origin')];
      }),
    );
  // Whoever reaches the server may see what is private, but no page of another site may.
  expect(await look()).toEqual([
    [200, '*'],
    [200, '*'],
    [200, null],
  ]);
  await server.access.keys.create({ name: 'first', scope: 'admin' });
  expect(await look()).toEqual([
    [404, '*'],
    [200, '*'],
    [404, '*'],
  ]);
});

it('lets scripts of the sites it was told of read media, and of no other', async () => {
  const origins = ['https://videos.example', 'http://localhost:3000'];
  const server = await openServer(await tempFolder(), { playbackOrigins: origins });
  const media = await publish(server, await addAsset(server, 'film'), FILES);
  const allowed = async (origin: string) => {
    const { headers } = await fetch(`${media}/main.m3u8`, { headers: { origin } });
    expect(headers.get('vary')).toContain('origin');
    return headers.get('access-control-allow-origin');
  };
  for (const origin of origins) expect(await allowed(origin)).toBe(origin);
  for (const origin of ['https://evil.example', 'https://videos.example.evil', 'null']) {
    expect(await allowed(origin)).toBeNull();
  }
  const api = await fetch(`${server.url}/api/v1/assets`, { headers: { origin: origins[0] ?? '' } });
  expect(api.headers.get('access-control-allow-origin')).toBeNull();
});
