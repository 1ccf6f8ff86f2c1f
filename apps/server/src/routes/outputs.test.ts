import { type Asset, RequestedOutputSchema, resolveRecipe } from '@reelmill/core';
import { sha256OfBytes } from '@reelmill/engine';
import { beforeEach, expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

let server: ServerUnderTest;
let asset: Asset;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  asset = await addAsset(server, 'the source');
});

/** As if the asset's first job had succeeded, and left a still until somebody asks. */
const finish = async (): Promise<void> => {
  const recipe = resolveRecipe({
    outputs: [{ kind: 'hls' }, { kind: 'poster', name: 'still', onDemand: true }],
  });
  if (!recipe.ok) throw new Error(recipe.error.message);
  await server.engine.commit(async (tx) => {
    const jobId = asset.job?.id ?? '';
    await tx.jobs.update(jobId, { state: 'succeeded', recipe: recipe.value.recipe, finishedAtMs: 1 });
    await tx.assets.update(asset.id, { currentJobId: jobId, state: 'ready' });
  });
};
/** What the job that makes the still does at its end. */
const publishStill = async (): Promise<void> => {
  const facts = { url: 'still.jpg', width: 16, height: 9 };
  const artifactDigest = sha256OfBytes(JSON.stringify(facts));
  const output = { kind: 'poster', name: 'still', ...facts, artifactDigest, sizeBytes: 0 } as const;
  await server.engine.commit(async (tx, emit) => {
    const jobId = asset.job?.id ?? '';
    await tx.artifacts.put({ digest: artifactDigest, entries: [], facts });
    await tx.outputs.put({ ...output, jobId, onDemand: true, publishedAtMs: 1 });
    await emit(
      { assetId: asset.id, jobId },
      { type: 'output.published', output: { ...output, publishedAt: new Date(1).toISOString() } },
    );
  });
};
const address = (name: string) => `${server.url}/api/v1/assets/${asset.id}/outputs/${name}`;

it('gives an output by its name, and an address that leads to its file', async () => {
  await publish(server, asset, { 'main.m3u8': { text: '#EXTM3U', mediaType: 'text/plain' } });
  await finish();
  const answer = await fetch(address('hls'));
  expect(answer.status).toBe(200);
  expect(RequestedOutputSchema.parse(await answer.json())).toMatchObject({
    state: 'made',
    output: { name: 'hls', url: expect.stringContaining('main.m3u8') },
  });
  const link = await fetch(`${server.url}/media/outputs/${asset.id}/hls`);
  expect(link.redirected).toBe(true);
  expect(await link.text()).toBe('#EXTM3U');
});

it('answers with the job while an output is made, the same for everybody, and waits as long as it is told', async () => {
  await finish();
  const answers = await Promise.all([fetch(address('still')), fetch(`${address('still')}?waitSeconds=0.05`)]);
  expect(answers.map((answer) => answer.status)).toEqual([202, 202]);
  expect(answers[0]?.headers.get('retry-after')).toBe('2');
  const jobs = await Promise.all(
    answers.map(async (answer) => {
      const body = RequestedOutputSchema.parse(await answer.json());
      return body.state === 'making' ? body.job.id : undefined;
    }),
  );
  expect(new Set(jobs).size).toBe(1);
});

it('answers a request that waits as soon as the output is there', async () => {
  await finish();
  const waiting = fetch(`${address('still')}?waitSeconds=60`);
  await expect.poll(async () => (await server.engine.listJobs({ limit: 9, offset: 0 })).total).toBe(2);
  await publishStill();
  const answer = await waiting;
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ state: 'made', output: { name: 'still', width: 16 } });
});

it('says that there is no such output', async () => {
  await finish();
  const answer = await fetch(address('gif'));
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ message: 'The asset has no output "gif".' });
  expect((await fetch(`${address('still')}?waitSeconds=1000`)).status).toBe(400);
});
