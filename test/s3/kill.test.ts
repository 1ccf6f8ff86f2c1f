import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openS3BlobStore, openS3PartStore } from '@reelmill/adapters';
import { expect, inject, it, onTestFinished } from 'vitest';
import { brokenInvariants, publishedDigests } from '../crash/invariants.ts';
import { startMortalServer } from '../crash/mortal-server.ts';
import { createPatientUser, goOnUntilDeath } from '../crash/patient-user.ts';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** Where a file that was sent straight into the bucket becomes an asset. */
const DEATHS = [
  'multipart.opened',
  'multipart.joining',
  'multipart.verified',
  'multipart.placed',
  'multipart.asset-made',
];

it('loses nothing and leaves nothing in the bucket, wherever the server dies while an upload becomes an asset', async () => {
  const folder = await tempFolder();
  const [data, log] = [join(folder, 'data'), join(folder, 'crashes')];
  const bytes = await readFile(await makeClip(folder, { seconds: 2, size: '96x54' }));
  const { endpoint, bucket, accessKeyId, secretAccessKey } = inject('s3');
  const [prefix, region] = [`${randomUUID()}/`, 'default'];
  const account = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
  const start = async (environment: NodeJS.ProcessEnv = {}) => {
    const server = await startMortalServer(data, {
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region, S3_PREFIX: prefix },
      ...account,
      ...environment,
    });
    onTestFinished(() => server.kill9());
    return server;
  };

  const user = createPatientUser({ bytes, sendsParts: true });
  for (const at of DEATHS) {
    const server = await start({ REELMILL_CRASH_AT: at, REELMILL_CRASH_LOG: log });
    if (await goOnUntilDeath(user, server)) await server.stop();
  }
  expect((await readFile(log, 'utf8')).trim().split('\n')).toEqual(DEATHS);
  const server = await start();
  expect(await goOnUntilDeath(user, server)).toBe(true);
  expect(await server.stop()).toBe(0);

  const store = { ...inject('s3'), region, prefix, forcePathStyle: true };
  const openBlobs = () => openS3BlobStore({ ...store, cacheFolder: join(folder, 'sound'), cacheBytes: 1e9 });
  expect(await brokenInvariants(data, user.told(), openBlobs)).toEqual([]);
  expect(Object.keys(await publishedDigests(data)).sort()).toEqual(['hls', 'poster']);
  const left = [];
  for await (const { id } of openS3PartStore(store).list()) left.push(id);
  expect(left).toEqual([]);
});
