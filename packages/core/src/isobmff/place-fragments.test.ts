import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fragment, parseFragment, presentationTicks } from './fragment.ts';
import { placeFragments } from './place-fragments.ts';
import { writeMoof } from './write-moof.ts';

/** A group of pictures as an encoder with reordering writes it: decode times run ahead of the times shown. */
const groupOf = (times: readonly number[]): Fragment => {
  const order = times
    .map((_, index) => index)
    .sort((a, b) => decodeRank(a, times.length) - decodeRank(b, times.length));
  const decodeTimes = times.map((_, rank) => (rank === 0 ? (times[0] ?? 0) : (times[0] ?? 0) + rank));
  return {
    baseTime: decodeTimes[0] ?? 0,
    samples: order.map((index, rank) => ({
      durationTicks: 1,
      sizeBytes: 100 + index,
      isSync: rank === 0,
      compositionTicks: (times[index] ?? 0) - (decodeTimes[rank] ?? 0),
    })),
  };
};
/** I P B P B …: each pair is swapped. */
const decodeRank = (index: number, count: number): number =>
  index === 0 ? 0 : index % 2 === 1 && index + 1 < count ? index + 1 : index % 2 === 0 ? index - 1 : index;

const DELAY_TICKS = 60;

const ascending = fc
  .array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 })
  .map((gaps) => gaps.reduce<number[]>((times, gap) => [...times, (times.at(-1) ?? -gap) + gap], []));

describe('placeFragments', () => {
  it('keeps every picture at its time and leaves no gap, whatever the times are', () => {
    fc.assert(
      fc.property(
        ascending,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 9000 }),
        (times, start, tail) => {
          const middle = Math.ceil(times.length / 2);
          const groups = [times.slice(0, middle), times.slice(middle)].filter((group) => group.length > 0);
          const end = start + (times.at(-1) ?? 0) + tail;
          const placed = placeFragments(
            groups.map((group) => groupOf(group)),
            { startTicks: start, endTicks: end, delayTicks: DELAY_TICKS },
          );
          const shown = placed.flatMap(presentationTicks).sort((a, b) => a - b);
          expect(shown).toEqual(times.map((time) => start + time + DELAY_TICKS));
          let expectedBase = start;
          for (const fragment of placed) {
            expect(fragment.baseTime).toBe(expectedBase);
            expectedBase += fragment.samples.reduce((sum, sample) => sum + sample.durationTicks, 0);
            expect(fragment.samples.every((sample) => sample.durationTicks > 0)).toBe(true);
            expect(fragment.samples.every((sample) => sample.compositionTicks >= 0)).toBe(true);
          }
          expect(expectedBase).toBe(end);
        },
      ),
    );
  });
});

describe('writeMoof', () => {
  it('writes what parseFragment reads, and points at the data behind it', () => {
    const fragment: Fragment = {
      baseTime: 2 ** 33 + 5,
      samples: [
        { durationTicks: 512, sizeBytes: 70_000, isSync: true, compositionTicks: 0 },
        { durationTicks: 513, sizeBytes: 12, isSync: false, compositionTicks: -512 },
      ],
    };
    const bytes = writeMoof({ ...fragment, sequenceNumber: 3 });
    const init = { timescale: 15_360, codec: 'avc1', defaultSampleDuration: 1, defaultSampleFlags: 0 };
    expect(parseFragment(bytes, init)).toEqual(fragment);
  });
});
