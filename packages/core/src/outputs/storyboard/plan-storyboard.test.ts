import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';

const machine: Capabilities = { version: 'ffmpeg 5.1.9', encoders: [], decoders: ['h264'], filters: [] };

const planOf = (wanted: unknown, video: Parameters<typeof videoTrack>[0] = {}, sizeBytes = 6_000_000) => {
  const recipe = resolveRecipe(wanted);
  if (!recipe.ok) throw new Error(recipe.error.message);
  const frameCount = (video.shownSeconds ?? 10) * 30;
  const facts = factsOf(probeOf({ sizeBytes, video: [videoTrack({ frameCount, ...video })] }));
  const made = plan(recipe.value.recipe, facts, machine);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};
const storyboardOf = (...args: Parameters<typeof planOf>) => {
  const step = planOf(...args).steps[1];
  if (step?.kind !== 'storyboard') throw new Error('no storyboard was planned');
  return step.params;
};

describe('a storyboard', () => {
  it('is planned by its preset', async () => {
    const text = `${JSON.stringify(planOf('storyboard', { shownSeconds: 600 }), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./plan-storyboard.golden.json');
  });

  it('has about a hundred pictures, two seconds apart at least', () => {
    expect(storyboardOf('storyboard', { shownSeconds: 9 }).atSeconds).toEqual([0, 2, 4, 6, 8]);
    expect(storyboardOf('storyboard', { shownSeconds: 7200 }).atSeconds).toHaveLength(100);
    expect(storyboardOf('storyboard', { shownSeconds: 0.5 }).atSeconds).toEqual([0]);
  });

  it('decodes no more keyframes than it needs', () => {
    expect(storyboardOf('storyboard', { shownSeconds: 600 }).keyframes?.keepOneIn).toBe(3);
    expect(storyboardOf('storyboard', { shownSeconds: 9 }).keyframes?.keepOneIn).toBe(1);
  });

  it('jumps where keyframes are rarer than wanted, or reading the file takes longer', () => {
    const everySecond = { outputs: [{ kind: 'storyboard', intervalSeconds: 0.5 }] };
    expect(storyboardOf(everySecond, { shownSeconds: 9 }).keyframes).toBeNull();
    expect(storyboardOf('storyboard', { shownSeconds: 600 }, 60e9).keyframes).toBeNull();
  });

  it('stays within a thousand pictures, and says so', () => {
    const recipe = { outputs: [{ kind: 'storyboard', intervalSeconds: 1 }] };
    expect(storyboardOf(recipe, { shownSeconds: 4000 }).atSeconds).toHaveLength(1000);
    expect(planOf(recipe, { shownSeconds: 4000 }).notes).toEqual([
      expect.stringContaining('has 1000 pictures, the most there may be'),
    ]);
  });

  it('keeps the shape of the video, and sheets within what JPEG can hold', () => {
    const sizeOf = (displayWidth: number, displayHeight: number) => {
      const { tileWidth, tileHeight } = storyboardOf('storyboard', { displayWidth, displayHeight }).grid;
      return [tileWidth, tileHeight];
    };
    expect(sizeOf(1920, 1080)).toEqual([160, 90]);
    expect(sizeOf(1080, 1920)).toEqual([160, 284]);
    expect(sizeOf(64, 48)).toEqual([64, 48]);
    expect(sizeOf(100, 8000)).toEqual([4, 320]);
  });
});
