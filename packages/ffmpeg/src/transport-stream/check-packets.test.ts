import { expect, it } from 'vitest';
import { checkPackets, newStreamState } from './check-packets.ts';

const TABLE = 0;
const PICTURES = 0x100;

/** A packet with a payload; those that start a unit may say that decoding can start there. */
const packet = (pid: number, counter: number, unit?: 'keyframe' | 'picture'): Uint8Array => {
  const bytes = new Uint8Array(188);
  const isKeyframe = unit === 'keyframe';
  bytes.set([0x47, (unit ? 0x40 : 0) + (pid >> 8), pid & 0xff, (isKeyframe ? 0x30 : 0x10) + counter]);
  if (isKeyframe) bytes.set([1, 0x40], 4);
  return bytes;
};
const segment = (...packets: readonly Uint8Array[]): Uint8Array => Buffer.concat(packets);
const first = segment(packet(TABLE, 0), packet(PICTURES, 0, 'keyframe'), packet(PICTURES, 1, 'picture'));

it('counts the pictures of a segment that starts with a keyframe', () => {
  expect(checkPackets(first, newStreamState())).toEqual({ unitCount: 2, startsWithKeyframe: true });
  const late = segment(packet(TABLE, 0), packet(PICTURES, 0, 'picture'));
  expect(checkPackets(late, newStreamState())).toEqual({ unitCount: 1, startsWithKeyframe: false });
});

it('refuses a segment that was cut, is no transport stream, or starts without a table', () => {
  expect(checkPackets(first.subarray(0, -1), newStreamState())).toBeUndefined();
  expect(checkPackets(new Uint8Array(188), newStreamState())).toBeUndefined();
  expect(checkPackets(new Uint8Array(), newStreamState())).toBeUndefined();
  expect(checkPackets(segment(packet(PICTURES, 0, 'keyframe')), newStreamState())).toBeUndefined();
});

it('refuses a segment that does not count on from the one before', () => {
  const next = (counter: number) => segment(packet(TABLE, 1), packet(PICTURES, counter, 'keyframe'));
  for (const [counter, isContinued] of [
    [2, true],
    [3, false],
    [0, false],
  ] as const) {
    const state = newStreamState();
    checkPackets(first, state);
    expect(checkPackets(next(counter), state) !== undefined).toBe(isContinued);
  }
});
