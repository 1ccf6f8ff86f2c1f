import { createHash, randomBytes } from 'node:crypto';
import { readFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDiskBlobStore, openSqliteStore } from '@reelmill/adapters';
import { expect, it, onTestFinished } from 'vitest';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { brokenInvariants } from './invariants.ts';
import { startMortalServer } from './mortal-server.ts';
import { createPatientUser, goOnUntilDeath } from './patient-user.ts';

it('sees what is lost, torn, left behind or told twice', async () => {
  const data = await tempFolder();
  const bytes = await readFile(await makeClip(await tempFolder(), { seconds: 2, size: '96x54' }));
  const server = await startMortalServer(data);
  onTestFinished(() => server.kill9());
  const user = createPatientUser({ bytes });
  expect(await goOnUntilDeath(user, server)).toBe(true);
  await server.stop();
  const told = user.told();
  const [jobId = ''] = told.jobs;
  expect(await brokenInvariants(data, told)).toEqual([]);

  const blobs = await openDiskBlobStore({ folder: join(data, 'blobs') });
  const store = await openSqliteStore({ path: join(data, 'reelmill.sqlite') });
  const steps = await store.direct.steps.ofJob(jobId);
  const entriesOf = async (key: string) => {
    const artifact = steps.find((step) => step.key === key)?.artifactDigest ?? '';
    return (await store.direct.artifacts.get(artifact))?.entries ?? [];
  };
  const pathOf = async (digest = '') => (await blobs.localPath(digest)) ?? '';
  const poster = (await entriesOf('poster'))[0]?.digest;
  const [init, segment] = (await entriesOf('encode-audio')).map((entry) => entry.digest);
  await unlink(await pathOf(poster));
  await truncate(await pathOf(init), 10);
  await writeFile(await pathOf(segment), randomBytes((await blobs.stat(segment ?? ''))?.sizeBytes ?? 0));
  await writeFile(join(data, 'uploads', 'upload_nobodys'), '');
  const ended = (await store.direct.events.since(0, { jobId }, 1000)).findLast(
    (event) => event.type === 'job.updated',
  );
  if (!ended) throw new Error('the job never ended');
  await store.direct.events.append({ atMs: 0, assetId: ended.assetId, jobId, body: ended });
  await store.direct.steps.update(jobId, 'probe', { state: 'running' }, {});
  await store.close();

  const digest = createHash('sha256').update('other bytes').digest('hex');
  const uploads = told.uploads.map((upload) => ({ ...upload, digest }));
  const broken = await brokenInvariants(data, { ...told, uploads, jobs: [jobId, 'job_forgotten'] });
  expect([...broken].sort()).toEqual(
    [
      `${ended.assetId} has other bytes than were sent`,
      'job_forgotten was told of and is gone',
      'uploads/upload_nobodys belongs to no unfinished upload',
      `${jobId} was said to have ended 2 times`,
      `probe of ${jobId} is running`,
      `probe of ${jobId} was executed 1 times`,
      `blob ${poster} is absent or short`,
      `blob ${init} is absent or short`,
      `blob ${segment} holds other bytes`,
    ].sort(),
  );
});
