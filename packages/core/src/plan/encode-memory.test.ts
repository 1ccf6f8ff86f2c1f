import { describe, expect, it } from 'vitest';
import type { EncoderPreset } from '../steps/encode-video.ts';
import { encodeMemory } from './encode-memory.ts';

const size = (height: number) => ({ width: Math.round((height * 16) / 9), height });
const rung = (height: number) => ({ name: `${height}p`, ...size(height), maxBitrateBps: null });
const h264 = (height: number, preset: EncoderPreset = 'veryfast') =>
  ({ rung: rung(height), encoding: { encoder: 'libx264', crf: 23, preset, profile: 'high' } }) as const;
const hevc = (height: number) =>
  ({
    rung: rung(height),
    encoding: { encoder: 'libx265', crf: 22, preset: 'fast', profile: 'main' },
  }) as const;

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

describe('the memory of an encode', () => {
  it('is no less than what was measured, and not twice as much', () => {
    const measured = [
      [
        390,
        encodeMemory(
          size(1080),
          [1080, 720, 480, 360, 240].map((height) => h264(height)),
        ),
      ],
      [
        581,
        encodeMemory(
          size(4320),
          [480, 720, 1080].map((height) => h264(height)),
        ),
      ],
      [1429, encodeMemory(size(4320), [hevc(2160)])],
    ] as const;
    for (const [most, estimate] of measured) {
      expect(megabytes(estimate)).toBeGreaterThan(most * 0.95);
      expect(megabytes(estimate)).toBeLessThan(most * 2);
    }
  });

  it('grows with the pixels, with what the preset looks ahead, and with every rung', () => {
    const of = (...encodes: Parameters<typeof encodeMemory>[1]) => encodeMemory(size(1080), encodes);
    expect(of(h264(1080, 'slow'))).toBeGreaterThan(of(h264(1080)));
    expect(of(h264(1080), h264(720))).toBeGreaterThan(of(h264(1080)));
    expect(of(hevc(2160))).toBeGreaterThan(of(hevc(1440)));
  });
});
