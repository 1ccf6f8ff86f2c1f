import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFingerprints } from './compare-fingerprints.ts';
import { describeChange } from './describe-change.ts';
import { type FingerprintRecord, fingerprintText } from './fingerprint.ts';

const record: FingerprintRecord = {
  kind: 'encode-video',
  version: 2,
  params: { video: { crf: 23, preset: 'veryfast' }, cascade: [{ width: 1280 }, { width: 640 }], tone: null },
  inputs: { source: ['setup', 'a', 'b', 'c'], sound: 'f'.repeat(64) },
  toolchain: 'ffmpeg 5.1.9',
};
const changed = (change: Partial<FingerprintRecord>) => compareFingerprints(record, { ...record, ...change });

describe('compareFingerprints', () => {
  it('names the parameter that changed by its path, with both values', () => {
    const params = { video: { crf: 21, preset: 'veryfast' }, cascade: [{ width: 1280 }, { width: 480 }] };
    expect(changed({ params })).toEqual([
      { field: 'params.video.crf', before: 23, after: 21 },
      { field: 'params.cascade[1].width', before: 640, after: 480 },
      { field: 'params.tone', before: null, after: undefined },
    ]);
  });

  it('says which parts of an input changed, and which are new', () => {
    expect(changed({ inputs: { ...record.inputs, source: ['setup', 'a', 'B', 'c', 'd'] } })).toMatchObject([
      { field: 'inputs.source', parts: [2, 4] },
    ]);
  });

  it('names another build, another version of the code and another input', () => {
    const other = changed({
      toolchain: 'ffmpeg 7.1',
      version: 3,
      inputs: { source: record.inputs['source'] as [] },
    });
    expect(other.map(({ field }) => field)).toEqual(['version', 'inputs.sound', 'toolchain']);
  });

  it('knows a field from what every object inherits', () => {
    expect(changed({ params: { toString: 'x' } }).map(({ field }) => field)).toContain('params.toString');
  });

  it('finds a difference wherever the fingerprints differ, and only there', () => {
    const records = fc.record({
      kind: fc.constant('poster'),
      version: fc.nat(2),
      params: fc.jsonValue({ maxDepth: 3 }),
      inputs: fc.dictionary(
        fc.constantFrom('a', 'b'),
        fc.oneof(fc.constantFrom('x', 'y'), fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 })),
      ),
      toolchain: fc.option(fc.constant('ffmpeg')),
    });
    fc.assert(
      fc.property(records, records, (before, after) => {
        expect(compareFingerprints(before, after).length > 0).toBe(
          fingerprintText(before) !== fingerprintText(after),
        );
        expect(compareFingerprints(before, before)).toEqual([]);
      }),
    );
  });
});

describe('describeChange', () => {
  it.each([
    [{ field: 'params.video.crf', before: 23, after: 21 }, 'params.video.crf: 23 → 21'],
    [{ field: 'toolchain', before: 'ffmpeg 5', after: 'ffmpeg 7' }, 'toolchain: ffmpeg 5 → ffmpeg 7'],
    [{ field: 'inputs.a', before: 'a'.repeat(64), after: 'b'.repeat(64) }, 'inputs.a: aaaaaaaa… → bbbbbbbb…'],
    [{ field: 'inputs.source', seconds: [[14, 14]] }, 'inputs.source: second 14 changed'],
    [
      {
        field: 'inputs.source',
        seconds: [
          [3, 3],
          [14, 16],
        ],
      },
      'inputs.source: seconds 3, 14 to 16 changed',
    ],
    [{ field: 'inputs.source' }, 'inputs.source changed'],
    [{ field: 'params.tone', before: null }, 'params.tone is no longer there'],
    [{ field: 'params.tone', after: { on: true } }, 'params.tone is new: {"on":true}'],
  ] as const)('says %j as "%s"', (change, sentence) => {
    expect(describeChange(structuredClone(change) as never)).toBe(sentence);
  });
});
