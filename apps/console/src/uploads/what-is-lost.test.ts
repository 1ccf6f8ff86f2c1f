import { type AtStake, NEW_UPLOAD } from '@reelmill/client';
import { describe, expect, it } from 'vitest';
import { whatIsLost } from './what-is-lost.ts';

const lost = (atStake: AtStake) =>
  whatIsLost({ name: 'film.mp4', atStake, status: { ...NEW_UPLOAD, bytesSent: 1_500_000 } });

describe('before an upload is given up', () => {
  it('nothing is asked where nothing is lost', () => expect(lost('nothing')).toBeNull());

  it.each([
    ['bytes', 'Give “film.mp4” up?', /1\.5 MB .* thrown away/],
    ['asset', 'Delete “film.mp4”?', /everything made from it .* cannot be undone/],
    ['job', 'Drop the new file “film.mp4”?', /stays as it was/],
  ] as const)('it is said what is lost: %s', (atStake, title, text) => {
    expect(lost(atStake)).toMatchObject({ title, text: expect.stringMatching(text) as string });
  });
});
