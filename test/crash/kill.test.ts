import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@reelmill/client';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { endedJob, eventThat, must, putFile } from '../rig/api.ts';
import { filesIn } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { processesNaming } from '../rig/processes.ts';
import { startServerProcess } from '../rig/server-process.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** Moments of a job at which the server is killed: the step that has just got there. */
const MOMENTS = [
  ['while the facts are read', 'probe', 'running'],
  ['between the probe and the rest', 'probe', 'executed'],
  ['while the video is encoded', 'encode-video', 'running'],
  ['when the poster is published', 'still', 'executed'],
  ['between the encode and the playlists', 'encode-video', 'executed'],
] as const;

let clip: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-clip-'));
  clip = await makeClip(folder, { seconds: 6, size: '640x360' });
  return () => rm(folder, { recursive: true, force: true });
});

describe('a server killed with -9', () => {
  it.each(MOMENTS)(
    '%s goes on after the restart and repeats nothing that was committed',
    async (_moment, kind, state) => {
      const data = join(await tempFolder(), 'data');
      const first = await startServerProcess(data);
      const client = createClient({ baseUrl: first.url });
      const moment = eventThat(
        client,
        (event) => event.type === 'step.updated' && event.step.kind === kind && event.step.state === state,
      );
      await must(client.health());
      const asset = await putFile(first.url, clip);
      await moment;
      const committed = await readCommitted(first.url, asset.job?.id ?? '');
      await first.kill9();
      // No encoder outlives the server it worked for.
      await vi.waitFor(async () => expect(await processesNaming(data)).toEqual([]), { timeout: 5000 });

      const second = await startServerProcess(data);
      const job = await endedJob(second.url, asset.job?.id ?? '');
      expect(job).toMatchObject({ state: 'succeeded', progress: 1 });
      for (const before of committed) {
        const after = job.stepDetails.find((step) => step.key === before.key);
        expect(after).toMatchObject({
          state: 'executed',
          artifactDigest: before.artifactDigest,
          finishedAt: before.finishedAt,
        });
        expect(after?.attempts).toEqual(before.attempts);
      }
      const now = await must(createClient({ baseUrl: second.url }).assets.get(asset.id));
      expect(now).toMatchObject({ state: 'ready' });
      expect(now.outputs.map((output) => output.kind).sort()).toEqual(['hls', 'poster']);
      expect(await second.stop()).toBe(0);
      expect(await filesIn(join(data, 'work'))).toEqual([]);
      expect(await filesIn(join(data, 'uploads'))).toEqual([]);
      expect(await readdir(join(data, 'blobs', 'tmp'))).toEqual([]);
    },
  );

  it('stops cleanly when it is asked to, leaving no process behind', async () => {
    const data = join(await tempFolder(), 'data');
    const server = await startServerProcess(data);
    const client = createClient({ baseUrl: server.url });
    const encoding = eventThat(
      client,
      (event) =>
        event.type === 'step.updated' && event.step.kind === 'encode-video' && event.step.state === 'running',
    );
    await must(client.health());
    await putFile(server.url, clip);
    await encoding;
    expect(await server.stop()).toBe(0);
    expect(await processesNaming(data)).toEqual([]);
  });
});

const readCommitted = async (url: string, jobId: string) =>
  (await must(createClient({ baseUrl: url }).jobs.get(jobId))).stepDetails.filter(
    (step) => step.state === 'executed',
  );
