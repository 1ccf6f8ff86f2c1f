import { err, type NewPlaybackToken, ok } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { afterMaking, afterTakingBack, isWatchable, NO_LINKS } from './links-shown.ts';

const link = (id: string) => ({ id, url: `/media/t/${id}/main.m3u8` }) as NewPlaybackToken;
const refused = err({ code: 'CONFLICT', message: 'Not now.' } as const);
const made = afterMaking(NO_LINKS, ok(link('one')));

describe('the address of a link', () => {
  it('is shown once made, until another is', () => {
    expect(made).toEqual({ made: link('one'), problem: null });
    expect(afterMaking(made, ok(link('two'))).made?.id).toBe('two');
  });

  it('stays while another cannot be made, which says why', () =>
    expect(afterMaking(made, refused)).toEqual({ made: link('one'), problem: 'Not now.' }));

  it('goes when its link is taken back, and not with another', () => {
    expect(afterTakingBack(made, 'one', ok(undefined))).toEqual(NO_LINKS);
    expect(afterTakingBack(made, 'two', ok(undefined))).toEqual(made);
  });

  it('stays while the link is still good because it could not be taken back', () =>
    expect(afterTakingBack(made, 'one', refused)).toEqual({ made: link('one'), problem: 'Not now.' }));
});

it('there is something to link to as soon as the stream grows', () => {
  expect(isWatchable({ outputs: [], job: null })).toBe(false);
  const growing = { playable: { url: '/media/live/main.m3u8' } } as never;
  expect(isWatchable({ outputs: [], job: growing })).toBe(true);
  expect(isWatchable({ outputs: [{ kind: 'hls' } as never], job: null })).toBe(true);
});
