import { expect, it } from 'vitest';
import { storyboardVtt } from './storyboard-vtt.ts';

it('names the part of the sheet to show, from the first moment to the last', () => {
  const vtt = storyboardVtt({
    times: [0.04, 6, 3599.9996],
    durationSeconds: 3605.5,
    grid: { tileWidth: 160, tileHeight: 90, columns: 2, rows: 1 },
    sheets: ['sheet-1.jpg', 'sheet-2.jpg'],
  });
  expect(vtt).toBe(`WEBVTT

00:00:00.000 --> 00:00:06.000
sheet-1.jpg#xywh=0,0,160,90

00:00:06.000 --> 01:00:00.000
sheet-1.jpg#xywh=160,0,160,90

01:00:00.000 --> 01:00:05.500
sheet-2.jpg#xywh=0,0,160,90
`);
});
