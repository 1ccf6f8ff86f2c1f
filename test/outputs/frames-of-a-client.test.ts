import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@reelmill/client';
import { type Asset, TransactionSchema } from '@reelmill/core';
import { startServer } from '@reelmill/server';
import { expect, it, onTestFinished } from 'vitest';
import { patch, startUpload } from '../../apps/server/src/testing/tus-client.ts';
import { frameName } from '../../packages/engine/src/bundle/bundle-directory.ts';
import { makeZipOf } from '../../packages/engine/src/bundle/made-zip.ts';
import { ffmpeg } from '../media/numbered-clip.ts';
import { endedJob, must } from '../rig/api.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** What the panel of docs/uploads.md shows: as many frames as the video has at this rate, each of one byte throughout. */
const [WIDTH, HEIGHT, RATE, FRAMES] = [32, 16, 5, 5];
const bundle = makeZipOf([
  ...Array.from({ length: FRAMES }, (_, index) => ({
    ...{ name: frameName(index + 1), data: Buffer.alloc(WIDTH * HEIGHT * 2, index + 1) },
  })),
  {
    name: 'metadata.json',
    data: Buffer.from(
      JSON.stringify({
        ...{ slug: 'wall', original_filename: 'Wall.mp4', type: 'video', width: WIDTH, height: HEIGHT },
        ...{ frame_count: FRAMES, format: 'rgb565', fps: RATE },
      }),
    ),
  },
]);

it('frames a client made stay when the asset is made again, until they are taken back', async () => {
  const folder = await tempFolder();
  const server = await must(
    startServer({ port: 0, host: '127.0.0.1', dataFolder: join(folder, 'data'), logLevel: 'warn' }),
  );
  onTestFinished(() => server.close());
  const client = createClient({ baseUrl: server.url });
  const path = join(folder, 'wall.mp4');
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=5:duration=1', '-preset', 'ultrafast', path);
  const files = { original: await readFile(path), frames: bundle };

  const wanted = {
    files: Object.entries(files).map(([role, { length }]) => ({ role, name: role, sizeBytes: length })),
    recipe: { outputs: [{ kind: 'poster' }] },
  };
  const declared = await fetch(`${server.url}/api/v1/transactions`, {
    ...{ method: 'POST', body: JSON.stringify(wanted) },
    headers: { 'content-type': 'application/json' },
  });
  const { id } = TransactionSchema.parse(await declared.json());
  for (const [role, bytes] of Object.entries(files)) {
    const url = await startUpload(server.url, bytes.length, { transaction: id, role });
    expect((await patch(url, 0, bytes)).status).toBe(204);
  }
  const answer = await fetch(`${server.url}/api/v1/transactions/${id}`);
  const { assetId, jobId } = TransactionSchema.parse(await answer.json());

  const shown = async (job: string | null | undefined): Promise<Asset> => {
    expect(await endedJob(server.url, job ?? '')).toMatchObject({ state: 'succeeded' });
    return must(client.assets.get(assetId ?? ''));
  };
  const framesOf = ({ outputs }: Asset) => outputs.find((output) => output.kind === 'frames');
  const ofClient = { isReplacement: true, slug: 'wall', frameCount: FRAMES, frameRate: RATE, fit: null };
  const first = await shown(jobId);
  expect(first.outputs.map(({ name }) => name).sort()).toEqual(['frames', 'poster']);
  expect(framesOf(first)).toMatchObject(ofClient);
  expect(first.job?.recipeName).toBe('custom');

  const retried = await must(client.jobs.retry(jobId ?? ''));
  expect(framesOf(await shown(retried.id))).toMatchObject(ofClient);

  const taken = await must(client.assets.takeBackOutput(assetId ?? '', 'frames'));
  const own = framesOf(await shown(taken.job?.id));
  const ofServer = { width: WIDTH, height: HEIGHT, frameCount: FRAMES, frameRate: RATE, fit: 'cover' };
  expect(own).toMatchObject(ofServer);
  expect(own).not.toHaveProperty('isReplacement');
});
