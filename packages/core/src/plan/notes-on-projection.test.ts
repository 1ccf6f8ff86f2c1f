import { expect, it } from 'vitest';
import { notesOnProjection } from './notes-on-projection.ts';
import { videoTrack } from './probe-fixtures.ts';

const shown = (displayWidth: number, displayHeight: number) => ({ displayWidth, displayHeight });

it('says that a picture which looks like one from all around stays flat, because its file does not say so', () => {
  expect(notesOnProjection(videoTrack(shown(2048, 1024)))).toEqual([
    expect.stringContaining('twice as wide'),
  ]);
  expect(notesOnProjection(videoTrack(shown(1920, 1080)))).toEqual([]);
  expect(notesOnProjection(videoTrack(shown(640, 320)))).toEqual([]);
  expect(notesOnProjection(videoTrack({ ...shown(4096, 2048), projection: 'equirectangular' }))).toEqual([]);
  expect(notesOnProjection(videoTrack({ projection: 'other' }))).toEqual([
    expect.stringContaining('cannot be kept'),
  ]);
});
