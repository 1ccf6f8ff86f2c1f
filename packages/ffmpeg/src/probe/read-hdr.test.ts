import { expect, it } from 'vitest';
import { hdrOf } from './read-hdr.ts';

const DISPLAY = [
  ...['red_x=35400/50000', 'red_y=14600/50000', 'green_x=8500/50000', 'green_y=39850/50000'],
  ...['blue_x=6550/50000', 'blue_y=2300/50000', 'white_point_x=15635/50000', 'white_point_y=16450/50000'],
];
const said = (...lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(lines.map((line) => line.split('=') as [string, string]));

it('ffprobe’s words about brightness become numbers, also where a display is quite black', () => {
  const hdr = hdrOf(
    said(
      ...DISPLAY,
      'min_luminance=0/10000',
      'max_luminance=10000000/10000',
      'max_content=1000',
      'max_average=0',
    ),
  );
  expect(hdr).toEqual({
    masteringDisplay: {
      ...{ red: { x: 0.708, y: 0.292 }, green: { x: 0.17, y: 0.797 }, blue: { x: 0.131, y: 0.046 } },
      ...{ whitePoint: { x: 0.3127, y: 0.329 }, minLuminance: 0, maxLuminance: 1000 },
    },
    contentLight: { maxCll: 1000, maxFall: 0 },
  });
});

it('nonsense about brightness is as good as nothing', () => {
  expect(hdrOf(said())).toBeUndefined();
  expect(hdrOf(said(...DISPLAY, 'min_luminance=0/0', 'max_luminance=1/1'))).toBeUndefined();
  expect(hdrOf(said('max_content=70000', 'max_average=1'))).toBeUndefined();
});
