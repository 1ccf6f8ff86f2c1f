import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createClient } from '@reelmill/client';
import { CompletedMultipartSchema, PartAddressesSchema, TransactionSchema } from '@reelmill/core';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { frameName } from '../../packages/engine/src/bundle/bundle-directory.ts';
import { makeZipOf } from '../../packages/engine/src/bundle/made-zip.ts';
import { must } from '../rig/api.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const bundleOf = (frameBytes: number): Buffer =>
  makeZipOf([
    { name: frameName(1), data: randomBytes(frameBytes) },
    {
      name: 'metadata.json',
      data: Buffer.from(
        JSON.stringify({
          ...{ slug: 'a', original_filename: 'a.mp4', type: 'video', width: 8, height: 8 },
          ...{ frame_count: 1, format: 'rgb565', fps: 1 },
        }),
      ),
    },
  ]);

it('files sent straight to the bucket become one asset together, or leave nothing there', async () => {
  const dataFolder = join(await tempFolder(), 'data');
  await mkdir(dataFolder);
  const { endpoint, bucket, ...credentials } = inject('s3');
  const prefix = `${randomUUID()}/`;
  const s3 = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 };
  const config = { port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent', s3 } as const;
  const server = await must(startServer(config, { lanes: { light: 0, cpu: 0, gpu: 0, io: 0 } }));
  onTestFinished(() => server.close());
  const store = new S3Client({ endpoint, region: 'default', forcePathStyle: true, credentials });
  const objects = async () =>
    (await store.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))).KeyCount;

  const post = async (path: string, body: object) => {
    const answer = await fetch(`${server.url}/api/v1/${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    });
    return { status: answer.status, body: await answer.json() };
  };
  const send = async (id: string, role: string, bytes: Buffer) => {
    const announced = { name: role, sizeBytes: bytes.length, sha256: sha256Of(bytes) };
    const { body: started } = await post('multipart', { ...announced, transaction: { id, role } });
    const addresses = await post(`multipart/${started.id}/parts`, { numbers: [1] });
    const url = PartAddressesSchema.parse(addresses.body).parts[0]?.url ?? '';
    expect(url).toContain(endpoint);
    const part = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
    const etag = (part.headers.get('etag') ?? '').replaceAll('"', '');
    return post(`multipart/${started.id}/complete`, { parts: [{ number: 1, etag }] });
  };
  const declare = async (video: Buffer, zip: Buffer) => {
    const files = Object.entries({ original: video, frames: zip }).map(([role, { length }]) => ({
      ...{ role, name: role, sizeBytes: length },
    }));
    return TransactionSchema.parse((await post('transactions', { files })).body);
  };

  const video = randomBytes(5000);
  const broken = bundleOf(3);
  const refused = await declare(video, broken);
  expect((await send(refused.id, 'original', video)).status).toBe(200);
  expect(await send(refused.id, 'frames', broken)).toMatchObject({ body: { code: 'BUNDLE_INVALID' } });
  expect(await objects()).toBe(0);

  const zip = bundleOf(8 * 8 * 2);
  const { id } = await declare(video, zip);
  await send(id, 'original', video);
  const { assetId } = CompletedMultipartSchema.parse((await send(id, 'frames', zip)).body);
  const asset = await must(createClient({ baseUrl: server.url }).assets.get(assetId ?? ''));
  expect(asset).toMatchObject({ source: { digest: sha256Of(video) }, outputs: [{ name: 'frames' }] });
  const receipt = await must(createClient({ baseUrl: server.url }).assets.receipt(asset.id, 'frames'));
  expect(receipt.files).toMatchObject([{ sha256: sha256Of(zip), sizeBytes: zip.length }]);
  expect(await objects()).toBe(2);
});
