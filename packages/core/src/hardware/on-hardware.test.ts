import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../plan/plan.ts';
import { plan } from '../plan/plan-recipe.ts';
import { factsOf } from '../plan/probe-fixtures.ts';
import { parseRecipe } from '../recipe/recipe.ts';
import { offHardware } from './on-hardware.ts';

const software: Capabilities = {
  version: 'ffmpeg 0',
  encoders: ['libx264', 'aac'],
  decoders: ['h264', 'aac'],
  filters: [],
};
const planned = (capabilities: Capabilities) => {
  const recipe = parseRecipe({ outputs: [{ kind: 'hls', rungs: [720, 240] }] });
  const made = recipe.ok ? plan(recipe.value, factsOf(), capabilities) : recipe;
  if (!made.ok) throw new Error(made.error.message);
  return made.value.steps;
};
const encodes = (capabilities: Capabilities) =>
  planned(capabilities).filter((step) => step.kind === 'encode-video');

describe('a plan for a machine with a chip', () => {
  const onChip = { ...software, hardware: { h264: 'h264_nvenc' } } as const;

  it('has it encode the video, in a lane of its own, and changes nothing else', () => {
    expect(encodes(onChip).length).toBeGreaterThan(2);
    for (const step of encodes(onChip)) {
      expect(step).toMatchObject({
        lane: 'gpu',
        params: { encoding: { encoder: 'h264_nvenc', like: { encoder: 'libx264', crf: 23 } } },
      });
    }
    const others = (capabilities: Capabilities) =>
      planned(capabilities).filter((step) => step.kind !== 'encode-video');
    expect(others(onChip)).toEqual(others(software));
  });

  it('is what software would do, once the chip has failed', () => {
    expect(encodes(onChip).map((step) => ({ ...step, ...offHardware(step) }))).toEqual(encodes(software));
    expect(encodes(software).map(offHardware)).toEqual(encodes(software).map(() => undefined));
  });

  it('leaves to software what the chip cannot', () => {
    expect(encodes({ ...software, hardware: { hevc: 'hevc_nvenc' } })).toEqual(encodes(software));
  });
});
