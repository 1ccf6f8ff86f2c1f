import { expect, it } from 'vitest';
import { stillSize } from './still-size.ts';

const ascii = (text: string): readonly number[] => Array.from(Buffer.from(text));
/** A WebP of one frame of 320×180, as far as its size goes. */
const webp = Uint8Array.from([
  ...[...ascii('RIFF'), 22, 0, 0, 0, ...ascii('WEBPVP8 '), 10, 0, 0, 0],
  ...[0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00],
]);
const box = (type: string, ...content: number[]): number[] => [
  ...[0, 0, 0, 8 + content.length, ...ascii(type), ...content],
];
const ispe = box('ispe', 0, 0, 0, 0, 0, 0, 0x01, 0x40, 0, 0, 0, 0xb4);
const avif = Uint8Array.from([
  ...box('ftyp', ...ascii('avif')),
  ...box('meta', ...ispe),
  ...box('mdat', 1, 2),
]);

it('reads the size off whole pictures', () => {
  expect(stillSize('webp', webp)).toEqual({ width: 320, height: 180 });
  expect(stillSize('avif', avif)).toEqual({ width: 320, height: 180 });
});

it('takes no picture for whole that is cut off, or of another format', () => {
  expect(stillSize('webp', webp.subarray(0, -1))).toBeUndefined();
  expect(stillSize('avif', avif.subarray(0, -1))).toBeUndefined();
  expect(stillSize('avif', avif.subarray(0, -10))).toBeUndefined();
  expect(stillSize('jpeg', webp)).toBeUndefined();
  expect(stillSize('webp', avif)).toBeUndefined();
  expect(stillSize('avif', new Uint8Array())).toBeUndefined();
});
