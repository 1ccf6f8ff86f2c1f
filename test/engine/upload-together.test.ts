import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createClient, createMemoryStorage, type UploadHandle, type UploadsOptions } from '@reelmill/client';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FaultyWay, openFaultyWay } from '../../apps/server/src/testing/faulty-way.ts';
import { filesIn } from '../../apps/server/src/testing/files-in.ts';
import {
  openServer,
  type ServerUnderTest,
  tempFolder,
} from '../../apps/server/src/testing/server-under-test.ts';
import { frameName } from '../../packages/engine/src/bundle/bundle-directory.ts';
import { makeZipOf } from '../../packages/engine/src/bundle/made-zip.ts';

let folder: string;
let server: ServerUnderTest;
let way: FaultyWay;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
  way = await openFaultyWay(server.url);
});

const video = (): File => new File([film], 'Wall.mp4', { lastModified: 1 });
const film = randomBytes(20_000);
const metadata = {
  ...{ slug: 'wall', original_filename: 'Wall.mp4', type: 'video', format: 'rgb565' },
  ...{ width: 16, height: 8, frame_count: 2, fps: 25 },
};
const bundle = (frameBytes = 16 * 8 * 2): File => {
  const zip = makeZipOf([
    ...[1, 2].map((number) => ({ name: frameName(number), data: Buffer.alloc(frameBytes, number) })),
    { name: 'metadata.json', data: Buffer.from(JSON.stringify(metadata)) },
  ]);
  return new File([new Uint8Array(zip)], 'wall.zip', { lastModified: 1 });
};

const open = (options: UploadsOptions) => {
  const { uploads } = createClient({ baseUrl: way.url, uploads: options });
  onTestFinished(() => uploads.close());
  return uploads;
};
const arrived = (upload: UploadHandle) =>
  upload.until(({ stage, state }) => stage === 'process' || state === 'failed');
const assets = async () =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'asc', limit: 9, offset: 0 })).items;
const left = async () => ({
  assets: await assets(),
  uploads: [...(await filesIn(server.uploadsFolder)), ...(await filesIn(join(folder, 'multipart')))],
  blobs: await filesIn(join(folder, 'blobs')),
});
const NOTHING = { assets: [], uploads: [], blobs: [] };

describe.each(['tus', 'multipart'] as const)('a video and its frames, sent together by %s', (transport) => {
  const carriesBytes = (method: string) => method === (transport === 'tus' ? 'PATCH' : 'PUT');

  it('become one asset, with one number for both', async () => {
    const files = [video(), bundle()] as const;
    const upload = open({ transport }).add(files[0], { frames: files[1], name: 'Wall', recipe: 'poster' });
    const along: number[] = [];
    upload.subscribe(() => void along.push(upload.status.progress));
    expect(upload.sizeBytes).toBe(files[0].size + files[1].size);
    expect(await arrived(upload)).toMatchObject({ error: null, bytesSent: upload.sizeBytes });
    const [asset, ...others] = await assets();
    expect(others).toEqual([]);
    expect(asset).toMatchObject({ id: upload.status.assetId, name: 'Wall' });
    expect(asset?.outputs).toMatchObject([{ kind: 'frames', frameCount: 2 }]);
    expect(along).toEqual(along.toSorted((one, other) => one - other));
  });

  it('leave nothing when the bundle is none, and say why', async () => {
    const upload = open({ transport }).add(video(), { frames: bundle(7) });
    expect(await arrived(upload)).toMatchObject({ state: 'failed', error: { code: 'BUNDLE_INVALID' } });
    await upload.cancel();
    expect(await left()).toEqual(NOTHING);
  });

  it('leave nothing when they are given up between the two', async () => {
    const second = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    way.fault = async ({ method }) => {
      if (!carriesBytes(method) || way.asked.filter((asked) => carriesBytes(asked.method)).length < 2)
        return undefined;
      second.resolve();
      await held.promise;
      return undefined;
    };
    const upload = open({ transport }).add(video(), { frames: bundle() });
    await second.promise;
    const cancelled = upload.cancel();
    held.resolve();
    await cancelled;
    expect(await left()).toEqual(NOTHING);
  });

  it('go on after a reload with what has not arrived', async () => {
    const storage = createMemoryStorage();
    const second = Promise.withResolvers<void>();
    way.fault = async ({ method }) => {
      if (!carriesBytes(method) || way.asked.filter((asked) => carriesBytes(asked.method)).length < 2)
        return undefined;
      second.resolve();
      return 'refuse';
    };
    const before = open({ transport, storage });
    before.add(video(), { frames: bundle() });
    await second.promise;
    await before.close();
    way.fault = () => undefined;
    way.asked.length = 0;
    const after = open({ transport, storage });
    await after.restore();
    const upload = after.add(video(), { frames: bundle() });
    expect(after.items).toEqual([upload]);
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect(way.asked.filter(({ method }) => carriesBytes(method))).toHaveLength(1);
    expect(await assets()).toHaveLength(1);
  });
});
