import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@reelmill/client';
import { STEP_KINDS, type StepKind } from '@reelmill/engine';
import { startServer } from '@reelmill/server';
import { expect, it, onTestFinished } from 'vitest';
import { makeNumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { endedJob, must, putFile } from '../rig/api.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** A server whose decodes of stills are counted, with an asset of 90 numbered pictures, 30 a second, from one keyframe. */
const openWithClip = async () => {
  const folder = await tempFolder();
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '90', '-pix_fmt', 'yuv420p'];
  const clip = await makeNumberedClip(folder, { name: 'clip.mp4', seconds: 3, rate: '30', encode });
  let decodes = 0;
  let running = 0;
  let most = 0;
  const still: StepKind<'still'> = {
    ...STEP_KINDS.still,
    run: async (context) => {
      decodes += 1;
      running += 1;
      most = Math.max(most, running);
      return STEP_KINDS.still.run(context).finally(() => {
        running -= 1;
      });
    },
  };
  const config = { port: 0, host: '127.0.0.1', dataFolder: join(folder, 'data'), logLevel: 'warn' } as const;
  const lanes = { light: 2, cpu: 1, gpu: 0, io: 1 };
  const server = await must(startServer(config, { stepKinds: { ...STEP_KINDS, still }, lanes }));
  onTestFinished(() => server.close());
  const { id, job } = await putFile(server.url, clip, 'poster');
  await endedJob(server.url, job?.id ?? '');
  [decodes, most] = [0, 0];
  const client = createClient({ baseUrl: server.url });
  const asset = await must(client.assets.get(id));
  return { folder, client, asset, decodes: () => decodes, mostAtOnce: () => most };
};

it('shows the picture of any time, the last one after the end, no larger than the video', async () => {
  const { folder, client, asset } = await openWithClip();
  const numberAt = async (at: number, width: 320 | 1920 = 320): Promise<number | undefined> => {
    const response = await fetch(client.assets.stillUrl(asset.id, { at, width }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const path = join(folder, 'still.jpg');
    await writeFile(path, new Uint8Array(await response.arrayBuffer()));
    return (await readNumbers(path))[0];
  };
  expect(await numberAt(0)).toBe(0);
  expect(await numberAt(1.5)).toBe(45);
  expect(await numberAt(2.9, 1920)).toBe(87);
  expect(await numberAt(500)).toBe(89);

  const api = client.assets.stillUrl(asset.id, { at: 1.5, width: 320 });
  const { token } = await must(client.playback.createToken(asset.id));
  const signed = api.replace('/api/v1/assets/', `/media/t/${token}/stills/`).replace('/still?', '?');
  expect(await (await fetch(signed)).bytes()).toEqual(await (await fetch(api)).bytes());
});

it('decodes once however many ask, also when the first of them goes away', async () => {
  const { client, asset, decodes } = await openWithClip();
  const url = client.assets.stillUrl(asset.id, { at: 1, width: 160 });
  const impatient = new AbortController();
  const gone = fetch(url, { signal: impatient.signal }).catch(() => 'gone');
  const others = Array.from({ length: 8 }, () => fetch(url));
  impatient.abort();
  expect(await gone).toBe('gone');
  for (const response of await Promise.all(others)) expect(response.status).toBe(200);
  expect(decodes()).toBe(1);
  expect((await fetch(url)).status).toBe(200);
  expect(decodes()).toBe(1);
});

it('decodes no more at once than the machine has slots for', async () => {
  const { client, asset, decodes, mostAtOnce } = await openWithClip();
  const times = [0.1, 0.4, 0.7, 1.1, 1.3, 1.6];
  const answers = await Promise.all(times.map((at) => fetch(client.assets.stillUrl(asset.id, { at }))));
  expect(answers.map((response) => response.status)).toEqual(times.map(() => 200));
  expect(decodes()).toBe(6);
  expect(mostAtOnce()).toBe(2);
});

it('decodes nothing that a recipe has made already', async () => {
  const { client, asset, decodes } = await openWithClip();
  const poster = asset.outputs.find((output) => output.kind === 'poster');
  const response = await fetch(client.assets.stillUrl(asset.id, { at: 1, width: 1280 }));
  expect(response.headers.get('content-length')).toBe(String(poster?.sizeBytes));
  expect(decodes()).toBe(0);
});

it('may be cached for ever under the digest of the source, and is asked for again without', async () => {
  const { client, asset } = await openWithClip();
  const pinned = await fetch(client.assets.stillUrl(asset.id, { at: 1, source: asset.source.digest }));
  expect(pinned.headers.get('cache-control')).toContain('immutable');
  const url = client.assets.stillUrl(asset.id, { at: 1 });
  const loose = await fetch(url);
  expect(loose.headers.get('cache-control')).toBe('private, no-cache');
  const etag = loose.headers.get('etag') ?? '';
  expect(etag).toBe(pinned.headers.get('etag'));
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const other = client.assets.stillUrl(asset.id, { at: 1, source: 'a'.repeat(64) });
  expect((await fetch(other)).status).toBe(404);
});

it('says what a still can be asked for', async () => {
  const { client, asset } = await openWithClip();
  const url = client.assets.stillUrl(asset.id, { at: 1 });
  const messageOf = async (query: string): Promise<string> => {
    const response = await fetch(`${url}&${query}`);
    expect(response.status).toBe(400);
    return JSON.stringify(await response.json());
  };
  expect(await messageOf('width=200')).toContain('160, 320, 640, 1280, 1920');
  expect(await messageOf('format=bmp')).toContain('avif');
  expect((await fetch(url.replace('at=1', 'at=-1'))).status).toBe(400);
  expect((await fetch(url.replace(asset.id, 'asset_nobody'))).status).toBe(404);
});
