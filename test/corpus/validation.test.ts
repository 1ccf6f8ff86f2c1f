import type { ValidationReport } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const reportOn = async (path: string): Promise<ValidationReport> => {
  const { engine } = await openReal(await tempFolder());
  const { asset, job } = await process(engine, path, recipeOf({ kind: 'validation' }));
  expect(job.error).toBeNull();
  const [output] = asset.outputs;
  if (output?.kind !== 'validation') throw new Error('there is no report');
  return output;
};

/** Bad for a service in ways that leave nothing to find in the file itself: names, metadata, a rate, a reference not taken. */
const WHOLE = [
  'failing-audio-640x360.mp4',
  'fps-bomb-1000.mkv',
  'mp4-dref-not-self-contained.mp4',
  'one-pixel-444-dash-name.mp4',
];

describe('a validation of bad files', () => {
  it.each(sharedMedia('bad').map((file) => [file.name, file] as const))('%s', async (name, file) => {
    const { verdict, reasons } = await reportOn(file.path);
    const expected = file.facts['expected_platform_behaviour'] ?? '';
    if (expected.startsWith('accept;') || WHOLE.includes(name)) {
      expect([verdict, reasons]).toEqual(['ok', []]);
      return;
    }
    expect(verdict).not.toBe('ok');
    if (/^(reject(?!, or finish| cleanly)|refuse by)/.test(expected)) expect(verdict).toBe('unusable');
  });
});

describe('a validation of good files', () => {
  it.each(sharedMedia('good').map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { verdict, reasons } = await reportOn(file.path);
    const decodes = file.facts['ffmpeg_full_decode'] ?? 'ok';
    if (decodes === 'ok') expect([verdict, reasons]).toEqual(['ok', []]);
    else expect(verdict).toMatch(decodes.startsWith('rc=0') ? /^(ok|damaged-but-usable)$/ : /./);
  });
});
