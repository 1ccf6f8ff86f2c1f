import { describe, expect, it } from 'vitest';
import { bytesOfJumps, bytesOfKeyframes, bytesOfRange } from './bytes-of-range.ts';

/** A minute of 10 MB a second behind a header of 1000 bytes. */
const MB = 1_000_000;
const spans = Array.from({ length: 60 }, (_, second): [number, number] => [
  1000 + second * 10 * MB,
  1000 + (second + 1) * 10 * MB,
]);

describe('what is read of a file to decode a part of it', () => {
  it('is how it begins, the part with some seconds around, and what is behind the last packet', () => {
    expect(bytesOfRange({ isSeekable: true, spans }, 20.5, 28)).toEqual([
      { start: 0, end: 1000 + 21 * MB },
      { start: 1000 + 150 * MB, end: 999 + 330 * MB },
      { start: 1000 + 600 * MB },
    ]);
  });

  it('ends with the file for the last part', () => {
    expect(bytesOfRange({ isSeekable: true, spans }, 50, null)?.[1]).toEqual({
      start: 1000 + 450 * MB,
      end: 999 + 600 * MB,
    });
  });

  it('is what lies around each picture that is jumped to, from a keyframe that even a jump a little early finds', () => {
    const keyframeSeconds = Array.from({ length: 60 }, (_, second) => second - (second % 10));
    const bytes = bytesOfJumps({ isSeekable: true, spans, keyframeSeconds }, [20.1, 44]);
    expect(bytes?.slice(1, -1)).toEqual([
      { start: 1000 + 50 * MB, end: 999 + 270 * MB },
      { start: 1000 + 350 * MB, end: 999 + 500 * MB },
    ]);
  });

  it('is the second that each keyframe lies in where one of so many is taken', () => {
    // Two in every second, of which every fifth is wanted.
    const keyframesBefore = Array.from({ length: 61 }, (_, second) => second * 2);
    const bytes = bytesOfKeyframes({ isSeekable: true, spans, keyframesBefore }, 5);
    expect(bytes?.slice(1, 4)).toEqual(
      [0, 2, 5].map((second) => ({ start: spans[second]?.[0], end: (spans[second]?.[1] ?? 0) - 1 })),
    );
    expect(bytes).toHaveLength(2 + 120 / 5);
    expect(bytesOfKeyframes({ isSeekable: true, spans }, 5)).toBeUndefined();
  });

  it('is not known where packets have no place, or a decoder cannot be set down', () => {
    expect(bytesOfRange({ isSeekable: true }, 20, 28)).toBeUndefined();
    expect(bytesOfRange({ isSeekable: false, spans }, 20, 28)).toBeUndefined();
    expect(bytesOfRange({ isSeekable: true, spans: [null, null] }, 0, 1)).toBeUndefined();
  });
});
