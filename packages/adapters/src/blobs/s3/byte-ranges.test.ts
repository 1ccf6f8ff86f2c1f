import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesIn, joined, type Range, without } from './byte-ranges.ts';

const ranges = fc.array(
  fc.tuple(fc.nat(40), fc.nat(10)).map(([start, more]): Range => ({ start, end: start + more })),
  { maxLength: 6 },
);
const bytesOf = (of: readonly Range[]): readonly number[] =>
  [
    ...new Set(of.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, n) => start + n))),
  ].sort((a, b) => a - b);

describe('ranges of bytes', () => {
  it('are the same bytes when they are joined, each once', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        expect(bytesOf(joined(some))).toEqual(bytesOf(some));
        expect(bytesIn(some)).toBe(bytesOf(some).length);
        joined(some).forEach(({ start }, index, all) => {
          expect(start).toBeGreaterThan((all[index - 1]?.end ?? -2) + 1);
        });
      }),
    );
  });

  it('leave what is in no other', () => {
    fc.assert(
      fc.property(ranges, ranges, (wanted, others) => {
        const there = new Set(bytesOf(others));
        expect(bytesOf(without(wanted, others))).toEqual(bytesOf(wanted).filter((byte) => !there.has(byte)));
      }),
    );
  });
});
