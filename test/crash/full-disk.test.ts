import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@reelmill/client';
import type { RecipeInput } from '@reelmill/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { offsetOf, patch, startUpload, tus } from '../../apps/server/src/testing/tus-client.ts';
import { endedJob, must, putFile } from '../rig/api.ts';
import { makeClip } from '../rig/make-clip.ts';
import { makeSmallDisk } from '../rig/small-disk.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { brokenInvariants } from './invariants.ts';
import { type MortalServer, startMortalServer } from './mortal-server.ts';
import type { Told } from './patient-user.ts';

const KIB = 1024;
/** Enough for an upload and the 64 MiB that must stay free. */
const DISK_BYTES = 96 * KIB * KIB;

it('answers 507 to an upload whose file may not grow, and keeps what fitted', async () => {
  const folder = await tempFolder();
  const MAY_GROW_BLOCKS = 4096;
  // A block has 512 bytes, or 1,024 in some shells.
  const limited = ['sh', '-c', `ulimit -f ${MAY_GROW_BLOCKS} && exec "$@"`, 'sh'];
  const server = await startMortalServer(folder, {}, limited);
  onTestFinished(() => server.kill9());
  const address = await startUpload(server.url ?? '', 3 * MAY_GROW_BLOCKS * KIB);
  const stopped = await patch(address, 0, Buffer.alloc(3 * MAY_GROW_BLOCKS * KIB));
  expect(stopped.status).toBe(507);
  expect(JSON.parse(stopped.text)).toMatchObject({ code: 'NO_SPACE' });
  const offset = await offsetOf(address);
  expect(offset).toBeGreaterThanOrEqual(MAY_GROW_BLOCKS * 512);
  expect(offset).toBeLessThanOrEqual(MAY_GROW_BLOCKS * KIB);
  expect(await server.stop()).toBe(0);
});

const disk = await makeSmallDisk(DISK_BYTES);

if (typeof disk === 'string') {
  console.warn(
    `No disk of its own to fill up (${disk}); disk-faults.test.ts shows the same with ports that say they are full.`,
  );
} else {
  const data = join(disk.folder, 'data');
  const told = { uploads: [], jobs: [], deletedAssets: [] } as { [K in keyof Told]: Told[K][number][] };
  let server: MortalServer;
  let client: Client;
  let url: string;
  let bytes: Uint8Array;
  let assetId: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reelmill-clip-'));
    const clip = await makeClip(folder, { seconds: 4, size: '640x360', bitrate: '4M' });
    bytes = await readFile(clip);
    server = await startMortalServer(data);
    url = server.url ?? '';
    client = createClient({ baseUrl: url });
    const asset = await putFile(url, clip, 'poster');
    assetId = asset.id;
    expect(await endedJob(url, asset.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    await server.kill9();
    await disk.remove();
  });

  describe('on a full disk, an upload', () => {
    it('is refused before its first byte when there is no room for it', async () => {
      const answer = await tus(`${url}/api/v1/uploads`, {
        method: 'POST',
        headers: { 'upload-length': String(DISK_BYTES) },
      });
      expect(answer.status).toBe(507);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'NO_SPACE' });
    });

    it.each([0, 4 * KIB, 64 * KIB, 512 * KIB, 2048 * KIB])(
      'stops with 507 when %i bytes are left, and goes on from what was kept',
      async (leftBytes) => {
        const address = await startUpload(url, bytes.length, { filename: 'clip.mp4', recipe: 'poster' });
        disk.fill(leftBytes);
        const stopped = await patch(address, 0, bytes);
        expect(stopped.status).toBe(507);
        expect(JSON.parse(stopped.text)).toMatchObject({ code: 'NO_SPACE' });
        const offset = await offsetOf(address);
        expect(offset).toBeLessThanOrEqual(leftBytes);
        await disk.makeSpace();
        expect(await offsetOf(address)).toBe(offset);
        expect((await patch(address, offset, bytes.subarray(offset))).status).toBe(204);
        const upload = await must(client.uploads.get(address.slice(address.lastIndexOf('/') + 1)));
        const digest = createHash('sha256').update(bytes).digest('hex');
        expect(upload).toMatchObject({ state: 'complete', digest });
        expect(await endedJob(url, upload.jobId ?? '')).toMatchObject({ state: 'succeeded' });
        told.uploads.push({ id: upload.id, digest, sizeBytes: bytes.length });
        told.jobs.push(upload.jobId ?? '');
      },
    );
  });

  describe('on a full disk, a job', () => {
    it.each([0, 64, 128, 256, 512, 1024])(
      'waits when %i KiB are left, uses up no try, and goes on when there is space',
      async (leftKib) => {
        // Another quality each time: nothing of it is made already.
        const wanted = { assetId, recipe: encodeAt(12 + leftKib / 256) };
        const before = await must(client.jobs.list());
        disk.fill(leftKib * KIB);
        const answer = await client.jobs.create(wanted);
        if (answer.ok) {
          await waitsForSpace(answer.value.id);
        } else {
          expect(answer.error.code).toBe('NO_SPACE');
          expect((await must(client.jobs.list())).total).toBe(before.total);
          expect((await must(client.assets.get(assetId))).state).toBe('ready');
        }
        await disk.makeSpace();
        const job = answer.ok ? answer.value : await must(client.jobs.create(wanted));
        const ended = await endedJob(url, job.id);
        expect(ended).toMatchObject({ state: 'succeeded', progress: 1, error: null });
        told.jobs.push(job.id);
      },
    );

    /** It says why it waits; when not even that can be written down, the log does. */
    const waitsForSpace = async (jobId: string): Promise<void> => {
      const logged = server.log().length;
      const message = 'The disk is full; free some space and the work goes on.';
      await vi.waitFor(
        async () => {
          const job = await must(client.jobs.get(jobId));
          expect(job).toMatchObject({ finishedAt: null });
          if (!server.log().slice(logged).includes('database or disk is full'))
            expect(job).toMatchObject({ state: 'running', error: { code: 'NO_SPACE', message } });
        },
        { timeout: 30_000 },
      );
    };
  });

  it('leaves nothing half made behind', async () => {
    expect(await server.stop()).toBe(0);
    expect(await brokenInvariants(data, told)).toEqual([]);
  });
}

const encodeAt = (crf: number): RecipeInput => ({
  outputs: [{ kind: 'hls', rungs: [360, 240], video: { preset: 'ultrafast', crf } }],
});
