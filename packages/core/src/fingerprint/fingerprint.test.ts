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
  it('does not depend on the order of keys', () => {
    const shuffled = (value: Record<string, unknown>) => Object.fromEntries(Object.entries(value).reverse());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
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
});
