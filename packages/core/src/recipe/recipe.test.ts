import { describe, expect, it } from 'vitest';
import { resolveRecipe } from './presets.ts';
import { parseRecipe } from './recipe.ts';

const messageOf = (input: unknown): string => {
  const parsed = parseRecipe(input);
  return parsed.ok ? 'accepted' : parsed.error.message;
};

describe('parseRecipe', () => {
  it('fills in defaults', () => {
    expect(parseRecipe({ outputs: [{ kind: 'hls' }] })).toMatchObject({
      ok: true,
      value: { outputs: [{ rungs: [1080, 720, 480, 360, 240], segmentSeconds: 4, video: { crf: 23 } }] },
    });
  });

  it('names the bad field', () => {
    expect(messageOf({ outputs: [{ kind: 'poster' }, { kind: 'hls', video: { crf: 99 } }] })).toContain(
      '"outputs[1].video.crf"',
    );
    expect(messageOf({ outputs: [{ kind: 'hls', rungs: [500] }] })).toContain('"outputs[0].rungs[0]"');
    expect(messageOf({ outputs: [{ kind: 'hls', vf: 'evil' }] })).toContain('vf');
    expect(messageOf({ outputs: [] })).toContain('"outputs"');
    expect(messageOf({ outputs: [{ kind: 'gif' }] })).toContain('"outputs[0].kind"');
    expect(messageOf('x')).toContain('(recipe)');
  });

  it('takes each name once', () => {
    expect(messageOf({ outputs: [{ kind: 'poster' }, { kind: 'poster' }] })).toContain('name of its own');
  });
});

describe('resolveRecipe', () => {
  it('knows presets by name and says which there are', () => {
    expect(resolveRecipe('web')).toMatchObject({ ok: true, value: { name: 'web' } });
    expect(resolveRecipe('wbe')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('web-small') },
    });
  });
});
