import { describe, expect, it } from 'vitest';
import { formatBitrate, formatBytes, parseBytes } from './amounts.ts';

describe('amounts as people read them', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_400, '999 kB'],
    [999_600, '1.0 MB'],
    [123_456_789, '123 MB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    ['1000', 1000],
    ['1000B', 1000],
    ['50GB', 50e9],
    ['1.5 T', 1.5e12],
    ['', undefined],
    ['GB', undefined],
    ['-1', undefined],
    ['1GiB', undefined],
  ])('"%s" is %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each([
    [127_900, '128 kbit/s'],
    [4_500_000, '4.5 Mbit/s'],
  ])('%d bits a second are %s', (bps, text) => expect(formatBitrate(bps)).toBe(text));
});
