import { describe, expect, it } from 'vitest';
import type { Probe } from '../../media/probe.ts';
import { firstSteps } from '../../plan/first-steps.ts';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';
import { placeFrames } from './place-frames.ts';

const machine: Capabilities = { version: 'ffmpeg 5.1.9', encoders: [], decoders: ['h264'], filters: [] };

const planOf = (wish: Record<string, unknown>, probe: Probe = probeOf(), kind = 'frames') => {
  const found = resolveRecipe({ outputs: [{ kind, ...wish }] });
  if (!found.ok) throw new Error(found.error.message);
  return plan(found.value.recipe, factsOf(probe), machine, 'My Clip.mp4');
};

const paramsOf = (wish: Record<string, unknown>, probe?: Probe) => {
  const planned = planOf(wish, probe);
  const step = planned.ok ? planned.value.steps.find((each) => each.kind === 'frames') : undefined;
  if (step?.kind !== 'frames') throw new Error('there is no such step');
  return step.params;
};

const still = probeOf({
  container: 'png_pipe',
  video: [videoTrack({ codec: 'png', frameCount: 1, shownSeconds: 0.04, constantFrameRate: null })],
  audio: [],
});

describe('frames', () => {
  it('are planned as one step for an ordinary clip', async () => {
    const found = resolveRecipe('frames');
    if (!found.ok) throw new Error(found.error.message);
    const planned = plan(found.value.recipe, factsOf(), machine, 'My Clip.mp4');
    await expect(`${JSON.stringify(planned, null, 2)}\n`).toMatchFileSnapshot('./plan-frames.golden.json');
  });

  it.each([
    ['cover', 1920, 1080, { width: 320, height: 180 }],
    ['cover', 1080, 1920, { width: 320, height: 569 }],
    ['contain', 1920, 1080, { width: 302, height: 170 }],
    ['contain', 3, 1000, { width: 1, height: 170 }],
    ['cover', 3, 30_000, { width: 320, height: 2720 }],
    ['stretch', 1080, 1920, { width: 320, height: 170 }],
  ])('that %s %i×%i are scaled as ffmpeg would, within reason', (fit, displayWidth, displayHeight, size) => {
    const probe = probeOf({ video: [videoTrack({ displayWidth, displayHeight })] });
    expect(paramsOf({ fit }, probe).scaled).toEqual(size);
  });

  it('of a still picture are as many as wanted', () => {
    const params = paramsOf({ stillFrames: 50 }, still);
    expect(params).toMatchObject({
      pictureFormat: 'png_pipe',
      frameRate: null,
      expectedFrames: 1,
      repeat: 50,
    });
    expect(params.metadata.type).toBe('image');
  });

  it('that would fill the disk are refused with what to change', () => {
    const video = [videoTrack({ shownSeconds: 36_000, frameCount: 900_000 })];
    const planned = planOf({ width: 800, height: 480 }, probeOf({ video }));
    expect(planned).toMatchObject({ ok: false, error: { code: 'TOO_LONG', reason: 'limit-exceeded' } });
  });

  it('that a client made are published as they are, before anything is known of the video', () => {
    const found = resolveRecipe({ outputs: [{ kind: 'frames' }, { kind: 'poster' }] });
    if (!found.ok) throw new Error(found.error.message);
    const replacements = new Map([['frames', { digest: 'd'.repeat(64), sizeBytes: 1000 }]]);
    const accepted = { key: 'frames', kind: 'accept-frames', inputs: { source: { blob: 'd'.repeat(64) } } };
    expect(firstSteps(found.value.recipe, 1e6, replacements)).toMatchObject({
      steps: [{ kind: 'probe' }, accepted],
      isWhole: false,
    });
    const silent = factsOf(probeOf({ video: [] }));
    const planned = plan(found.value.recipe, silent, machine, 'My Clip.mp4', new Map(), replacements);
    expect(planned.ok && planned.value.steps.slice(0, 2)).toMatchObject([{ kind: 'probe' }, accepted]);
  });

  it.each([
    ['is added to a recipe without frames', [], 25.1, [{ kind: 'frames', frameRate: 25, width: 240 }]],
    ['stands in place of those of its size', [{ kind: 'frames', name: 'small', width: 240 }], 1, []],
  ])('a bundle %s', (_how, asked, frameRate, added) => {
    const found = resolveRecipe({ outputs: [{ kind: 'poster' }, ...asked] });
    if (!found.ok) throw new Error(found.error.message);
    const { recipe } = found.value;
    const placed = placeFrames(recipe, { width: 240, height: 170, frameRate });
    if (!placed.ok) throw new Error(placed.error.message);
    expect(placed.value.name).toBe(asked[0]?.name ?? 'frames');
    expect(placed.value.recipe.outputs).toMatchObject([...recipe.outputs, ...added]);
  });

  it('a bundle of another size than is asked for is refused', () => {
    const found = resolveRecipe('frames');
    if (!found.ok) throw new Error(found.error.message);
    expect(placeFrames(found.value.recipe, { width: 240, height: 240, frameRate: 25 })).toMatchObject({
      error: { code: 'BUNDLE_INVALID', message: expect.stringContaining('240 × 240') },
    });
  });

  it('are all that is made of a picture', () => {
    expect(planOf({}, still, 'poster')).toMatchObject({ ok: false, error: { code: 'NOT_A_VIDEO' } });
  });
});
