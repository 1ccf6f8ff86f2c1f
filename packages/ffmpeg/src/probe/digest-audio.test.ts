import { describe, expect, it } from 'vitest';
import { digestAudio } from './digest-audio.ts';
import type { Packet } from './scan-packets.ts';

const FRAME_SECONDS = 1024 / 48_000;

/** AAC whose first packet is the encoder's silence, as an MP4 with an edit list has it. */
const asInMp4 = Array.from(
  { length: 200 },
  (_, index): Packet => ({
    atSeconds: (index - 1) * FRAME_SECONDS,
    durationSeconds: FRAME_SECONDS,
    isKeyframe: true,
    isHidden: index === 0,
    ...{ startByte: index * 300, sizeBytes: 300 },
    digest: `packet ${index}`,
  }),
);
const digest = (packets: readonly Packet[], zeroSeconds = 0): string =>
  digestAudio(['aac', 'LC'], packets, zeroSeconds);
const change = (changed: (packet: Packet, index: number) => Partial<Packet>): readonly Packet[] =>
  asInMp4.map((packet, index) => ({ ...packet, ...changed(packet, index) }));
const laterFrom = (first: number, seconds: number) =>
  change(({ atSeconds }, index) => ({ atSeconds: index < first ? atSeconds : atSeconds + seconds }));

describe('sound', () => {
  it('is the same in a container that rounds to milliseconds from another zero and hides nothing', () => {
    const asInMatroska = change(({ atSeconds }) => ({
      atSeconds: Math.round((atSeconds + 0.021) * 1000) / 1000,
      isHidden: false,
    }));
    expect(digest(asInMatroska, 0.021)).toBe(digest(asInMp4));
  });

  it('is the same whatever time the silence before it has', () => {
    const early = change(({ atSeconds }, index) => ({ atSeconds: index === 0 ? -0.066 : atSeconds }));
    expect(digest(early)).toBe(digest(asInMp4));
  });

  it.each([
    ['starts later', laterFrom(0, 0.03)],
    ['has a hole', laterFrom(100, 0.4)],
    ['plays slower', change(({ atSeconds }) => ({ atSeconds: atSeconds * 1.01 }))],
    ['lacks a packet', asInMp4.toSpliced(100, 1)],
    ['holds another packet', change((_, index) => (index === 100 ? { digest: 'other' } : {}))],
    ['hides a part of it', change((_, index) => ({ isHidden: index < 50 }))],
  ])('is other sound when it %s', (_what, packets) => {
    expect(digest(packets)).not.toBe(digest(asInMp4));
  });
});
