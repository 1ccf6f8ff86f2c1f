import { describe, expect, it } from 'vitest';
import type { DecodedFile, DecodedTrack } from './decoded-tracks.ts';
import { judge, type Promised, type PromisedTrack } from './judge.ts';

const videoTrack = (over: Partial<PromisedTrack> = {}): PromisedTrack => ({
  ...{ index: 0, codec: 'h264', decodable: true, durationSeconds: 10 },
  ...over,
});
const audioTrack = (over: Partial<PromisedTrack> = {}) => videoTrack({ index: 1, codec: 'aac', ...over });
const probeOf = (over: Partial<Promised> = {}): Promised => ({
  ...{ container: 'mov,mp4', durationSeconds: 10, startSeconds: 0 },
  ...{ video: [videoTrack()], audio: [audioTrack()], text: [] },
  ...over,
});

const whole: DecodedTrack = { frames: 300, startSeconds: 0, endSeconds: 10, errorCount: 0, errors: [] };
const decodedAs = (video: Partial<DecodedTrack>, audio: Partial<DecodedTrack> = {}): DecodedFile => ({
  tracks: new Map([
    [0, { ...whole, ...video }],
    [1, { ...whole, ...audio }],
  ]),
  container: { errorCount: 0, messages: [] },
  messages: 0,
});
const verdictOf = (decoded: DecodedFile, probe = probeOf()) => {
  const { verdict, reasons } = judge(probe, decoded, []);
  return [verdict, ...reasons.map(({ code }) => code)];
};

describe('the verdict on a file', () => {
  it('is ok when all tracks decode to their end', () => {
    expect(verdictOf(decodedAs({}))).toEqual(['ok']);
  });

  it('says where the first error is', () => {
    const decoded = decodedAs({ errorCount: 3, errors: [{ atSeconds: 4.2, message: 'bad' }] });
    expect(judge(probeOf(), decoded, []).reasons).toEqual([
      { code: 'DECODE_ERRORS', message: 'Decoding track 0 (h264) met 3 errors, the first at 4.20 s.' },
    ]);
  });

  it('is damaged where a track ends before its header says', () => {
    expect(verdictOf(decodedAs({ endSeconds: 6 }, { endSeconds: 6 }))).toEqual([
      'damaged-but-usable',
      'TRUNCATED',
      'TRUNCATED',
    ]);
  });

  it('does not believe a header that claims days', () => {
    const probe = probeOf({ video: [videoTrack({ durationSeconds: 143_165 })] });
    expect(verdictOf(decodedAs({}), probe)).toEqual(['ok']);
  });

  it('is damaged where sound and picture end apart', () => {
    const probe = probeOf({ audio: [audioTrack({ durationSeconds: 5 })] });
    expect(verdictOf(decodedAs({}, { endSeconds: 5 }), probe)).toEqual([
      'damaged-but-usable',
      'LENGTHS_DIFFER',
    ]);
  });

  it('is unusable when no picture comes out of a video, whatever the sound does', () => {
    const decoded = decodedAs({ frames: 0, startSeconds: null, endSeconds: null });
    expect(verdictOf(decoded)).toEqual(['unusable', 'NOTHING_DECODES']);
  });

  it('is damaged where one track of several is empty, or nothing here decodes it', () => {
    const none = { frames: 0, startSeconds: null, endSeconds: null };
    expect(verdictOf(decodedAs({}, none))).toEqual(['damaged-but-usable', 'TRACK_EMPTY']);
    const probe = probeOf({
      video: [videoTrack(), videoTrack({ index: 2, codec: 'vvc', decodable: false })],
    });
    expect(verdictOf(decodedAs({}), probe)).toEqual(['damaged-but-usable', 'TRACK_UNDECODABLE']);
  });

  it('is damaged where a track does not say how it is coded', () => {
    const { verdict, reasons } = judge(probeOf(), decodedAs({}), [{ index: 2, kind: 'audio' }]);
    expect([verdict, reasons[0]?.code]).toEqual(['damaged-but-usable', 'TRACK_UNDECODABLE']);
  });

  it('is damaged where the container ends early', () => {
    const container = { errorCount: 1, messages: ['File ended prematurely'] };
    expect(verdictOf({ ...decodedAs({}), container })).toEqual(['damaged-but-usable', 'TRUNCATED']);
  });
});
