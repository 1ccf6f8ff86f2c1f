import { type Cipheriv, createCipheriv } from 'node:crypto';
import {
  avcSubsamples,
  CBCS_PATTERN,
  type InitSegment,
  parseFragment,
  protectFragment,
  readBox,
  type SampleEncryption,
  type Subsample,
  type TrackProtection,
} from '@reelmill/core';

const BLOCK_BYTES = 16;
const SAMPLE_IV_BYTES = 8;
const MDAT_HEADER_BYTES = 8;

/** How the samples of a segment are to be encrypted. */
export interface SampleCipher extends Pick<TrackProtection, 'scheme'> {
  readonly header: InitSegment;
  readonly key: Uint8Array;
  /** 16 bytes: of every sample for `cbcs`; for `cenc` those of the first begin with it, and the others count on. */
  readonly iv: Uint8Array;
}

/**
 * A segment (`moof`, `mdat`) with its samples encrypted where they lie (ISO/IEC 23001-7): slices of H.264 pictures, the
 * whole of anything else.
 */
export const encryptSamples = (segment: Uint8Array, cipher: SampleCipher): Uint8Array => {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const moof = readBox(view, 0, segment.byteLength);
  const fragment = moof && parseFragment(segment.subarray(0, moof.end), cipher.header);
  if (moof?.type !== 'moof' || !fragment) throw new Error('the segment does not begin with a fragment');
  const data = Uint8Array.from(segment.subarray(moof.end));
  const isAvc = cipher.header.codec.startsWith('avc');
  const described: SampleEncryption[] = [];
  let offset = MDAT_HEADER_BYTES;
  for (const [index, { sizeBytes }] of fragment.samples.entries()) {
    const sample = data.subarray(offset, offset + sizeBytes);
    const subsamples = isAvc ? avcSubsamples(sample) : [];
    if (!subsamples) throw new Error('a picture is not made of units behind their lengths');
    const iv = cipher.scheme === 'cenc' ? sampleIv(cipher.iv, index) : null;
    encryptSample(sample, subsamples, iv, cipher);
    described.push({ iv, subsamples });
    offset += sizeBytes;
  }
  if (offset !== data.length) throw new Error('the segment holds other bytes than its samples');
  const head = protectFragment(segment.subarray(0, moof.end), described);
  if (!head) throw new Error('a picture is cut into more units than can be described');
  return Buffer.concat([head, data]);
};

const sampleIv = (first: Uint8Array, index: number): Uint8Array => {
  const iv = new Uint8Array(SAMPLE_IV_BYTES);
  const base = new DataView(first.buffer, first.byteOffset).getBigUint64(0);
  new DataView(iv.buffer).setBigUint64(0, BigInt.asUintN(64, base + BigInt(index)));
  return iv;
};

const encryptSample = (
  sample: Uint8Array,
  subsamples: readonly Subsample[],
  iv: Uint8Array | null,
  { key, iv: constantIv }: SampleCipher,
): void => {
  const ranges = subsamples.length > 0 ? protectedRanges(sample, subsamples) : [sample];
  if (iv) {
    // One key stream for all of the sample, counting blocks in the lower half.
    const counter = new Uint8Array(BLOCK_BYTES);
    counter.set(iv);
    const cipher = createCipheriv('aes-128-ctr', key, counter);
    for (const range of ranges) range.set(cipher.update(range));
    return;
  }
  for (const range of ranges) {
    const cipher = createCipheriv('aes-128-cbc', key, constantIv).setAutoPadding(false);
    const { encryptedBlocks, clearBlocks } = CBCS_PATTERN;
    encryptBlocks(range, cipher, subsamples.length > 0 ? encryptedBlocks + clearBlocks : 1);
  }
};

/** The first of every `period` whole blocks, chained to each other (§10.4); what is less than a block stays clear. */
const encryptBlocks = (range: Uint8Array, cipher: Cipheriv, period: number): void => {
  for (let at = 0; at + BLOCK_BYTES <= range.length; at += period * BLOCK_BYTES) {
    const block = range.subarray(at, at + BLOCK_BYTES);
    block.set(cipher.update(block));
  }
};

const protectedRanges = (sample: Uint8Array, subsamples: readonly Subsample[]): readonly Uint8Array[] => {
  let offset = 0;
  return subsamples.flatMap(({ clearBytes, encryptedBytes }) => {
    const start = offset + clearBytes;
    offset = start + encryptedBytes;
    return encryptedBytes > 0 ? [sample.subarray(start, offset)] : [];
  });
};
