import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@reelmill/client';
import { startServer } from '@reelmill/server';
import { expect, it, onTestFinished } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { endedJob, must, putFile } from '../rig/api.ts';
import { filesIn } from '../rig/engine-rig.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const clip = async (folder: string, name: string, ...encode: string[]): Promise<string> => {
  const path = join(folder, name);
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=5:duration=1', ...encode, path);
  return path;
};

it('a file sent for a tier stands there until it is taken back, and one that cannot stays nowhere', async () => {
  const folder = await tempFolder();
  const dataFolder = join(folder, 'data');
  const config = { port: 0, host: '127.0.0.1', dataFolder, logLevel: 'warn' } as const;
  const server = await must(startServer(config));
  onTestFinished(() => server.close());
  const client = createClient({ baseUrl: server.url });
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  const recipe = JSON.stringify({ outputs: [{ kind: 'tiers', tiers: ['sd'], preset: 'ultrafast' }] });
  const { id, job } = await putFile(server.url, await clip(folder, 'clip.mp4', ...h264), recipe);
  await endedJob(server.url, job?.id ?? '');
  const tier = async () => {
    const asset = await must(client.assets.get(id));
    await endedJob(server.url, asset.job?.id ?? '');
    return (await must(client.assets.get(id))).outputs[0];
  };
  const planned = await tier();
  const blobs = async () =>
    (await filesIn(join(dataFolder, 'blobs'))).filter((name) => /[0-9a-f]{64}$/.test(name)).sort();
  const before = await blobs();

  const other = await clip(folder, 'other.avi', '-c:v', 'mpeg4');
  expect(await client.assets.replaceOutput(id, 'sd', await openAsBlob(other))).toMatchObject({
    error: { code: 'REPLACEMENT_REFUSED' },
  });
  expect(await client.assets.replaceOutput(id, 'hd', await openAsBlob(other))).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
  const put = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1/assets/${id}/outputs/sd`, { method: 'PUT', body, headers });
  expect((await put('')).status).toBe(422);
  const ofOther = `sha-256=:${sha256('other').toString('base64')}:`;
  const damaged = await put('bytes', { 'repr-digest': ofOther });
  expect([damaged.status, await damaged.json()]).toMatchObject([460, { code: 'CHECKSUM_MISMATCH' }]);
  expect((await put('bytes', { 'content-digest': 'sha-256=:AAAA:' })).status).toBe(400);
  expect([await blobs(), await filesIn(join(dataFolder, 'uploads'))]).toEqual([before, []]);

  const silent = await clip(folder, 'silent.mov', '-vf', 'hflip', ...h264);
  const stands = await must(client.assets.replaceOutput(id, 'sd', await openAsBlob(silent)));
  const bytes = await readFile(silent);
  expect(stands.receipt).toEqual({ sizeBytes: bytes.length, sha256: sha256(bytes).toString('hex') });
  expect(await tier()).toMatchObject({ isReplacement: true, codecs: expect.stringMatching(/^avc1\.\w+$/) });
  await must(client.assets.takeBackOutput(id, 'sd'));
  expect(await tier()).toMatchObject({ isReplacement: false, artifactDigest: planned?.artifactDigest });
  expect(await client.assets.takeBackOutput(id, 'sd')).toMatchObject({ error: { code: 'NOT_FOUND' } });
});
