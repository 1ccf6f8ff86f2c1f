import { PlanExplanationSchema } from '@reelmill/core';
import { expect, it } from 'vitest';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const ask = async (server: ServerUnderTest, assetId: string, recipe: string) => {
  const query = new URLSearchParams({ recipe }).toString();
  const answer = await fetch(`${server.url}/api/v1/assets/${assetId}/plan?${query}`);
  return { status: answer.status, body: await answer.json() };
};

it('says what a recipe would run on an asset, by name or written out', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'bytes');
  for (const recipe of ['poster', '{"outputs":[{"kind":"poster"}]}']) {
    const { status, body } = await ask(server, id, recipe);
    expect(status).toBe(200);
    expect(PlanExplanationSchema.parse(body)).toMatchObject({
      recipeName: recipe === 'poster' ? 'poster' : 'custom',
      isWhole: false,
      steps: [{ key: 'probe', expected: 'run' }],
    });
  }
});

it('says in a sentence what is wrong with the question', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'bytes');
  expect(await ask(server, id, 'nonsense')).toMatchObject({ status: 400, body: { code: 'INVALID_RECIPE' } });
  expect(await ask(server, 'asset_AAAAAAAAAAAAAAAAAAAAAA', 'web')).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND' },
  });
});
