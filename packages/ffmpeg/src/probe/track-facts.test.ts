import { expect, it } from 'vitest';
import { textFacts } from './track-facts.ts';

it('takes no more of what a file calls a track than anybody would read, and never half a character', () => {
  const spatial = { spherical: new Map(), audio: new Map() };
  const context = { startSeconds: 0, decodable: () => true, readsHiddenAlpha: () => false, spatial };
  const tags = { title: `a${'\u{1F3AC}'.repeat(1_000_000)}`, language: 'deu' };
  const { title, language } = textFacts({ index: 0, codec_name: 'subrip', tags }, context);
  expect(language).toBe('deu');
  expect(title).toHaveLength(500);
  expect(title?.isWellFormed()).toBe(true);
});
