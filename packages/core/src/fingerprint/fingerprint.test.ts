import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { fingerprintText } from './fingerprint.ts';

const record = {
  kind: 'poster',
  version: 1,
  params: { width: 320, atSeconds: 1 },
  inputs: { source: 'a'.repeat(64) },
  toolchain: 'ffmpeg 5.1.9',
};

describe('canonicalJson', () => {
  it('does not depend on the order of keys, however deep', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, turned(member)]),
      );
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => canonicalJson([undefined])).toThrow(TypeError);
  });
});

describe('fingerprintText', () => {
  it('is readable and the same for the same work', () => {
    expect(fingerprintText({ ...record, params: { atSeconds: 1, width: 320 } })).toBe(
      fingerprintText(record),
    );
    expect(fingerprintText(record)).toContain('"toolchain":"ffmpeg 5.1.9"');
  });

  it.each([
    ['parameters', { params: { width: 321, atSeconds: 1 } }],
    ['input bytes', { inputs: { source: 'b'.repeat(64) } }],
    ['code', { version: 2 }],
    ['toolchain', { toolchain: 'ffmpeg 7.1' }],
  ])('changes with the %s', (_what, change) => {
    expect(fingerprintText({ ...record, ...change })).not.toBe(fingerprintText(record));
  });

  it('changes with any part of the record, and with nothing else', () => {
    const digest = fc.stringMatching(/^[0-9a-f]{8}$/);
    const anyRecord = fc.record({
      kind: fc.constantFrom('poster', 'encode-video'),
      version: fc.integer({ min: 1, max: 3 }),
      params: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()),
      inputs: fc.dictionary(fc.constantFrom('source', 'x'), fc.oneof(digest, fc.array(digest))),
      toolchain: fc.option(fc.constantFrom('5.1', '7.1')),
    });
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(anyRecord, anyRecord, fc.subarray(Object.keys(record)), (one, other, taken) => {
        const mixed = {
          ...one,
          ...Object.fromEntries(Object.entries(other).filter(([key]) => taken.includes(key))),
        };
        const isSame = isDeepStrictEqual(plain(mixed), plain(one));
        expect(fingerprintText(mixed) === fingerprintText(one)).toBe(isSame);
      }),
    );
  });
});
