import { expect, it } from 'vitest';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { parseRecipe } from '../../recipe/recipe.ts';

const machine = { version: '1', encoders: ['libx264', 'aac'], decoders: ['h264', 'aac'], filters: [] };
const probe = probeOf({ video: [videoTrack({ displayHeight: 360, displayWidth: 640 })] });

const planned = (options: object) => {
  const recipe = parseRecipe({ outputs: [{ kind: 'hls', rungs: [360, 240], ...options }] });
  if (!recipe.ok) throw new Error(recipe.error.message);
  return plan(recipe.value, factsOf(probe), machine);
};

/** What happens to what was encoded: each step with what it is made from. */
const formsOf = (options: object) => {
  const result = planned(options);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.steps
    .filter(({ kind }) => !['probe', 'encode-video', 'encode-audio'].includes(kind))
    .map(({ key, params, inputs }) => ({ key, params, from: Object.keys(inputs) }));
};

it.each([
  ['transport', { container: 'ts', segmentSeconds: 10 }],
  ['encrypted', { encryption: { scheme: 'aes-128', segmentsPerKey: 30 } }],
  ['encrypted-file', { layout: 'single-file', encryption: { scheme: 'cbcs' } }],
])('plans the whole of a stream that is %s', async (name, options) => {
  const text = `${JSON.stringify(formsOf(options), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`./${name}.golden.json`);
});

it('encodes the same steps whatever form a stream gets', () => {
  const encodes = (options: object) => {
    const result = planned(options);
    return result.ok && result.value.steps.filter(({ kind }) => kind.startsWith('encode-'));
  };
  expect(encodes({ encryption: { scheme: 'cenc' }, layout: 'single-file' })).toEqual(encodes({}));
});

it('says why samples in transport streams cannot be encrypted', () => {
  expect(planned({ container: 'ts', encryption: { scheme: 'cenc' } })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_RECIPE', message: expect.stringContaining('aes-128') },
  });
});
