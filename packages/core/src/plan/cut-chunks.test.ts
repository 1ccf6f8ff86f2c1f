import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VideoIndex } from '../media/source-index.ts';
import { cutChunks } from './cut-chunks.ts';
import { factsOf, probeOf, videoTrack } from './probe-fixtures.ts';

const sourceOf = (shownSeconds: number) => {
  const track = videoTrack({ shownSeconds, frameCount: Math.round(shownSeconds * 30) });
  const index = factsOf(probeOf({ video: [track], durationSeconds: shownSeconds })).videoIndex;
  if (!index) throw new Error('a video has an index');
  return { track, index };
};
const lengths = (shownSeconds: number): readonly number[] => {
  const { track, index } = sourceOf(shownSeconds);
  return cutChunks(index, track, { segmentSeconds: 4, keepOneFrameIn: 1 }).map(
    ({ frameCount }) => frameCount / 30,
  );
};

/** Any source: pictures and keyframes come as they like. */
const anyIndex = fc
  .record({
    perSecond: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 400 }),
    keyframes: fc.array(fc.boolean(), { minLength: 400, maxLength: 400 }),
  })
  .map(({ perSecond, keyframes }): VideoIndex => {
    const framesBefore = perSecond.reduce<number[]>(
      (sums, count) => [...sums, (sums.at(-1) ?? 0) + count],
      [0],
    );
    const keyframeSeconds = perSecond.reduce<number[]>(
      (seconds, _, second) => [...seconds, keyframes[second] ? second : (seconds.at(-1) ?? 0)],
      [],
    );
    return {
      isSeekable: true,
      setup: 'setup',
      framesBefore,
      firstTicks: framesBefore.map((_, second) => second * 1000),
      keyframeSeconds,
      neededFrom: keyframeSeconds,
      digests: perSecond.map((_, second) => `second ${second}`),
    };
  });

describe('cutChunks', () => {
  it('puts every picture into exactly one chunk, whatever the source', () => {
    fc.assert(
      fc.property(
        anyIndex,
        fc.integer({ min: 2, max: 10 }),
        fc.constantFrom(1, 2),
        (index, segmentSeconds, keep) => {
          const frameCount = index.framesBefore.at(-1) ?? 0;
          const shownSeconds = index.digests.length;
          const chunks = cutChunks(
            index,
            { frameCount, shownSeconds },
            { segmentSeconds, keepOneFrameIn: keep },
          );
          let next = 0;
          for (const chunk of chunks) {
            expect(chunk.startFrame).toBe(next);
            expect(chunk.startFrame % keep).toBe(0);
            if (chunks.length > 1) expect(chunk.frameCount).toBeGreaterThan(0);
            next += chunk.frameCount;
          }
          expect(next).toBe(frameCount);
          expect(chunks.map((chunk) => chunk.startTicks).slice(1)).toEqual(
            chunks.map((chunk) => chunk.endTicks).slice(0, -1),
          );
        },
      ),
    );
  });

  it('starts with one segment, keeps short sources in few pieces and long ones in pieces of at most a minute', () => {
    expect(lengths(3)).toEqual([3]);
    expect(lengths(10)).toEqual([4, 6]);
    expect(lengths(20)).toEqual([4, 8, 8]);
    expect(lengths(600)[0]).toBe(4);
    expect(Math.max(...lengths(7200))).toBeLessThanOrEqual(60);
    expect(lengths(7200).length).toBeLessThan(200);
  });

  it('does not cut what cannot be decoded from the middle', () => {
    const { track, index } = sourceOf(120);
    const options = { segmentSeconds: 4, keepOneFrameIn: 1 };
    expect(cutChunks({ ...index, isSeekable: false }, track, options)).toHaveLength(1);
    const oneKeyframe = { ...index, keyframeSeconds: index.keyframeSeconds.map(() => 0) };
    expect(cutChunks(oneKeyframe, track, options).length).toBeLessThan(4);
  });

  it('leaves the chunks before a change as they were', () => {
    const { track, index } = sourceOf(120);
    const options = { segmentSeconds: 4, keepOneFrameIn: 1 };
    const before = cutChunks(index, track, options);
    const digests = index.digests.map((digest, second) => (second >= 112 ? `other ${digest}` : digest));
    const after = cutChunks({ ...index, digests }, track, options);
    const changed = after.filter((chunk, number) => chunk.content.join() !== before[number]?.content.join());
    expect(changed.map((chunk) => chunk.number)).toEqual([after.length]);
  });
});
