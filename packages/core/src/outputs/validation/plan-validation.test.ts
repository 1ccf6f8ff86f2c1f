import { describe, expect, it } from 'vitest';
import { firstSteps } from '../../plan/first-steps.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';

const recipeOf = (wanted: unknown) => {
  const found = resolveRecipe(wanted);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.recipe;
};
const machine = { version: 'ffmpeg 5.1.9', encoders: [], decoders: [], filters: [] };

describe('a report', () => {
  it('is planned whole before anything is known of the file', async () => {
    const first = firstSteps(recipeOf('validate'), 1_000_000);
    await expect(`${JSON.stringify(first, null, 2)}\n`).toMatchFileSnapshot('./plan-validation.golden.json');
  });

  it('beside what is made of the file waits for the probe like the rest', () => {
    const recipe = recipeOf({ outputs: [{ kind: 'validation' }, { kind: 'poster' }] });
    expect(firstSteps(recipe, 1_000_000)).toMatchObject({ steps: [{ kind: 'probe' }], isWhole: false });
    const planned = plan(recipe, factsOf(), { ...machine, encoders: ['mjpeg'] });
    const kinds = planned.ok ? planned.value.steps.map(({ kind }) => kind) : planned.error;
    expect(kinds).toEqual(expect.arrayContaining(['probe', 'validate']));
  });
});

describe('the probe alone', () => {
  it('ends the job, also of a file of which nothing could be made', () => {
    const strange = probeOf({ video: [videoTrack({ codec: 'vvc', decodable: false })], audio: [] });
    const planned = plan(recipeOf('probe'), factsOf(strange), machine);
    expect(planned).toMatchObject({ ok: true, value: { steps: [{ kind: 'probe' }] } });
  });
});
