import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9',
  encoders: ['libwebp'],
  decoders: ['h264'],
  filters: [],
};

const planOf = (wanted: unknown, video: Parameters<typeof videoTrack>[0] = {}) => {
  const recipe = resolveRecipe(wanted);
  if (!recipe.ok) throw new Error(recipe.error.message);
  return plan(recipe.value.recipe, factsOf(probeOf({ video: [videoTrack(video)] })), machine);
};
const stillOf = (fields: object, video: Parameters<typeof videoTrack>[0] = {}) => {
  const made = planOf({ outputs: [{ kind: 'thumbnail', ...fields }] }, video);
  const step = made.ok ? made.value.steps[1] : undefined;
  if (step?.kind !== 'still') throw new Error('no thumbnail was planned');
  return step.params;
};

describe('a thumbnail', () => {
  it('is planned by its preset', async () => {
    const made = planOf('thumbnail');
    const text = `${JSON.stringify(made.ok ? made.value : made.error, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./plan-thumbnail.golden.json');
  });

  it('is taken at 5 s, or at the midpoint of anything shorter', () => {
    expect(stillOf({}).atSeconds).toEqual([5]);
    expect(stillOf({}, { shownSeconds: 4, frameCount: 120 }).atSeconds).toEqual([2]);
  });

  it('is taken of the last picture when that is still shown at the time', () => {
    expect(stillOf({ atSeconds: 9.999 }).atSeconds).toEqual([9.95]);
  });

  it('has its candidates for the best at keyframes all over the video', () => {
    const { atSeconds, keep } = stillOf({ atSeconds: 'best' }, { shownSeconds: 120, frameCount: 3600 });
    expect(keep).toBe('best');
    expect(atSeconds).toEqual([4, 14, 24, 34, 44, 54, 64, 74, 84, 94, 104, 114]);
  });

  it('is refused in a format this machine cannot write', () => {
    const made = planOf({ outputs: [{ kind: 'thumbnail', format: 'avif' }] });
    expect(made).toMatchObject({
      error: { code: 'ENCODER_MISSING', message: expect.stringContaining('libaom-av1') },
    });
    expect(stillOf({ format: 'webp' }).format).toBe('webp');
  });
});
