import type { Fragment } from './fragment.ts';

/** ISO/IEC 14496-12 §8.8.7: offsets count from the `moof`, which is what CMAF asks for. */
const DEFAULT_BASE_IS_MOOF = 0x020000;
/** Data offset, and per sample duration, size, flags and composition offset. */
const RUN_FIELDS = 0x000f01;
const SIGNED_COMPOSITION_VERSION = 1;
const LONG_TIME_VERSION = 1;
/** Depends on nothing; depends on others and is no place to start. */
const SYNC_FLAGS = 0x02000000;
const OTHER_FLAGS = 0x01010000;

const HEADER_BYTES = 8;

/** The `moof` box of a fragment whose sample data follows in one `mdat` with a short header. */
export const writeMoof = (
  fragment: Fragment & { readonly sequenceNumber: number },
): Uint8Array<ArrayBuffer> => {
  const { samples } = fragment;
  const mfhdBytes = HEADER_BYTES + 8;
  const tfhdBytes = HEADER_BYTES + 8;
  const tfdtBytes = HEADER_BYTES + 12;
  const trunBytes = HEADER_BYTES + 12 + samples.length * 16;
  const trafBytes = HEADER_BYTES + tfhdBytes + tfdtBytes + trunBytes;
  const moofBytes = HEADER_BYTES + mfhdBytes + trafBytes;

  const bytes = new Uint8Array(moofBytes);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const word = (value: number): void => {
    view.setUint32(offset, value);
    offset += 4;
  };
  const box = (size: number, type: string): void => {
    word(size);
    for (const character of type) {
      view.setUint8(offset, character.charCodeAt(0));
      offset += 1;
    }
  };
  const versionAndFlags = (version: number, flags: number): void => word(version * 2 ** 24 + flags);

  box(moofBytes, 'moof');
  box(mfhdBytes, 'mfhd');
  versionAndFlags(0, 0);
  word(fragment.sequenceNumber);
  box(trafBytes, 'traf');
  box(tfhdBytes, 'tfhd');
  versionAndFlags(0, DEFAULT_BASE_IS_MOOF);
  word(1);
  box(tfdtBytes, 'tfdt');
  versionAndFlags(LONG_TIME_VERSION, 0);
  view.setBigUint64(offset, BigInt(fragment.baseTime));
  offset += 8;
  box(trunBytes, 'trun');
  versionAndFlags(SIGNED_COMPOSITION_VERSION, RUN_FIELDS);
  word(samples.length);
  word(moofBytes + HEADER_BYTES);
  for (const sample of samples) {
    word(sample.durationTicks);
    word(sample.sizeBytes);
    word(sample.isSync ? SYNC_FLAGS : OTHER_FLAGS);
    view.setInt32(offset, sample.compositionTicks);
    offset += 4;
  }
  return bytes;
};
