import type { Subsample } from './common-encryption.ts';

/** Slices of pictures that need others, and of keyframes (ITU-T H.264 table 7-1): all that is worth hiding. */
const SLICE = 1;
const KEYFRAME_SLICE = 5;
const LENGTH_BYTES = 4;
/**
 * The header of a slice stays clear, as decoders read it before they decrypt (ISO/IEC 23001-7 §10.4.2). It is of no fixed
 * length: this is more than x264 writes with its largest tables of weights, and more than a keyframe's, which has none.
 */
const CLEAR_BYTES: Readonly<Record<number, number>> = { [SLICE]: 96, [KEYFRAME_SLICE]: 32 };
const BLOCK_BYTES = 16;
const MOST_CLEAR_BYTES = 0xffff;

/**
 * Which bytes of an H.264 sample are encrypted: the data of its slices, in whole blocks, so that no key stream is cut in
 * the middle of one. Undefined when the sample is not units behind lengths of four bytes.
 */
export const avcSubsamples = (sample: Uint8Array): readonly Subsample[] | undefined => {
  const view = new DataView(sample.buffer, sample.byteOffset, sample.byteLength);
  const subsamples: Subsample[] = [];
  let clear = 0;
  let offset = 0;
  while (offset < sample.length) {
    if (offset + LENGTH_BYTES >= sample.length) return undefined;
    const unitBytes = LENGTH_BYTES + view.getUint32(offset);
    if (offset + unitBytes > sample.length) return undefined;
    const lead = CLEAR_BYTES[view.getUint8(offset + LENGTH_BYTES) & 0x1f];
    const behind = lead === undefined ? 0 : Math.max(0, unitBytes - LENGTH_BYTES - lead);
    const encryptedBytes = behind - (behind % BLOCK_BYTES);
    clear += unitBytes - encryptedBytes;
    if (encryptedBytes > 0) {
      subsamples.push(...clearOnly(clear), { clearBytes: rest(clear), encryptedBytes });
      clear = 0;
    }
    offset += unitBytes;
  }
  if (clear > 0) subsamples.push(...clearOnly(clear), { clearBytes: rest(clear), encryptedBytes: 0 });
  return subsamples;
};

/** A count of clear bytes has 16 bits. */
const clearOnly = (clear: number): readonly Subsample[] =>
  Array.from({ length: Math.ceil(clear / MOST_CLEAR_BYTES) - 1 }, () => ({
    clearBytes: MOST_CLEAR_BYTES,
    encryptedBytes: 0,
  }));
const rest = (clear: number): number => (clear === 0 ? 0 : ((clear - 1) % MOST_CLEAR_BYTES) + 1);
