import { type Box, childBoxes, findBox, readBox } from './box.ts';
import { boxBytes, insertBytes, textBytes } from './insert-bytes.ts';

/** How the samples of a track are encrypted (ISO/IEC 23001-7). */
export interface TrackProtection {
  readonly scheme: 'cenc' | 'cbcs';
  /** 16 bytes. */
  readonly keyId: Uint8Array;
  /** The one initialisation vector of `cbcs`, 16 bytes; null where each sample has its own. */
  readonly constantIv: Uint8Array | null;
}

/** Bytes of a sample that are left as they are, and those behind them that are not. */
export interface Subsample {
  readonly clearBytes: number;
  readonly encryptedBytes: number;
}

/** What a decryptor must know of a sample. */
export interface SampleEncryption {
  /** 8 bytes; null where the track has one for all. */
  readonly iv: Uint8Array | null;
  /** None where all of the sample is encrypted. */
  readonly subsamples: readonly Subsample[];
}

/** Of ten blocks of a picture's data the first is encrypted (§10.4.2). */
export const CBCS_PATTERN = { encryptedBlocks: 1, clearBlocks: 9 };

/** `1077efec-c0b2-4d02-ace3-3c1e52e2fb4b`: for whoever knows the keys by their ids (W3C, "cenc" init data). */
const COMMON_SYSTEM = [0x1077efec, 0xc0b24d02, 0xace33c1e, 0x52e2fb4b];
const SCHEME_VERSION = 0x00010000;

/** An init segment that says how its track is encrypted, and by which key. Undefined when it is none of a known sort. */
export const protectInit = (init: Uint8Array, protection: TrackProtection): Uint8Array | undefined => {
  const view = viewOf(init);
  const moov = childBoxes(view, 0, init.byteLength).find((box) => box.type === 'moov');
  const around = moov && boxesDownTo(view, moov, 'trak', 'mdia', 'minf', 'stbl', 'stsd');
  const stsd = around?.at(-1);
  const entry = stsd && readBox(view, stsd.contentStart + 8, stsd.end);
  if (!moov || !around || !entry) return undefined;
  const isVideo = findBox(view, moov, 'trak', 'mdia', 'minf', 'vmhd') !== undefined;
  const { scheme, keyId } = protection;
  const sinf = boxBytes(
    'sinf',
    [],
    boxBytes('frma', [], textBytes(entry.type)),
    boxBytes('schm', [0], textBytes(scheme), wordBytes(SCHEME_VERSION)),
    boxBytes('schi', [], trackEncryption(protection, isVideo)),
  );
  const pssh = boxBytes('pssh', [VERSION_1, ...COMMON_SYSTEM, 1], keyId, wordBytes(0));
  const renamed = Uint8Array.from(init);
  renamed.set(textBytes(isVideo ? 'encv' : 'enca'), entry.start + 4);
  // The one further behind first: it moves nothing in front of it.
  const announced = insertBytes(renamed, [moov], moov.end, [pssh]);
  return announced && insertBytes(announced, [...around, entry], entry.end, [sinf]);
};

const VERSION_1 = 0x01000000;

const trackEncryption = ({ scheme, keyId, constantIv }: TrackProtection, isVideo: boolean): Uint8Array => {
  const isPattern = scheme === 'cbcs' && isVideo;
  const { encryptedBlocks, clearBlocks } = CBCS_PATTERN;
  const fields = [0, isPattern ? encryptedBlocks * 16 + clearBlocks : 0, 1, constantIv ? 0 : IV_BYTES];
  const iv = constantIv ? [Uint8Array.of(constantIv.length), constantIv] : [];
  return boxBytes('tenc', [scheme === 'cbcs' ? VERSION_1 : 0], Uint8Array.from(fields), keyId, ...iv);
};

const IV_BYTES = 8;
const HAS_SUBSAMPLES = 2;

/**
 * A `moof` that says how each of its samples is encrypted. Undefined when it is none. Nothing is said of samples that are
 * encrypted whole by one initialisation vector: the init segment has said it.
 */
export const protectFragment = (
  moof: Uint8Array,
  samples: readonly SampleEncryption[],
): Uint8Array | undefined => {
  const view = viewOf(moof);
  const box = childBoxes(view, 0, moof.byteLength).find((candidate) => candidate.type === 'moof');
  const traf = box && findBox(view, box, 'traf');
  if (!box || !traf) return undefined;
  const hasSubsamples = samples.some(({ subsamples }) => subsamples.length > 0);
  const entries = samples.map((sample) => auxiliaryInformation(sample, hasSubsamples));
  const sizes = entries.map((entry) => entry.length);
  if (sizes.every((size) => size === 0)) return moof;
  if (sizes.some((size) => size > MOST_AUXILIARY_BYTES)) return undefined;

  const [first] = sizes;
  const areEqual = sizes.every((size) => size === first);
  const saiz = boxBytes(
    'saiz',
    [0],
    Uint8Array.of(areEqual ? (first ?? 0) : 0),
    wordBytes(samples.length),
    Uint8Array.from(areEqual ? [] : sizes),
  );
  // From the start of the moof: behind saiz, this box itself, and the fields of senc.
  const offset = traf.end + saiz.length + SAIO_BYTES + SENC_FIELDS_BYTES;
  const saio = boxBytes('saio', [0, 1, offset - box.start]);
  const senc = boxBytes('senc', [hasSubsamples ? HAS_SUBSAMPLES : 0, samples.length], ...entries);
  const bytes = insertBytes(moof, [box, traf], traf.end, [saiz, saio, senc]);
  return bytes && moveData(bytes, bytes.length - moof.length);
};

const SAIO_BYTES = 20;
const SENC_FIELDS_BYTES = 16;
/** A size is one byte. */
const MOST_AUXILIARY_BYTES = 255;

const auxiliaryInformation = ({ iv, subsamples }: SampleEncryption, hasSubsamples: boolean): Uint8Array => {
  const ivBytes = iv?.length ?? 0;
  const bytes = new Uint8Array(ivBytes + (hasSubsamples ? 2 + 6 * subsamples.length : 0));
  const view = viewOf(bytes);
  if (iv) bytes.set(iv);
  if (hasSubsamples) view.setUint16(ivBytes, subsamples.length);
  subsamples.forEach(({ clearBytes, encryptedBytes }, index) => {
    view.setUint16(ivBytes + 2 + 6 * index, clearBytes);
    view.setUint32(ivBytes + 4 + 6 * index, encryptedBytes);
  });
  return bytes;
};

const RUN_HAS_DATA_OFFSET = 0x01;

/** Sample data lies further behind the start of a `moof` that has grown (§8.8.8). */
const moveData = (moof: Uint8Array, by: number): Uint8Array => {
  const view = viewOf(moof);
  const box = childBoxes(view, 0, moof.byteLength).find((candidate) => candidate.type === 'moof');
  const traf = box && findBox(view, box, 'traf');
  const runs = traf
    ? childBoxes(view, traf.contentStart, traf.end).filter(({ type }) => type === 'trun')
    : [];
  for (const { contentStart } of runs) {
    if ((view.getUint32(contentStart) & RUN_HAS_DATA_OFFSET) === 0) continue;
    view.setInt32(contentStart + 8, view.getInt32(contentStart + 8) + by);
  }
  return moof;
};

const boxesDownTo = (view: DataView, from: Box, ...path: readonly string[]): readonly Box[] | undefined => {
  const boxes: Box[] = [from];
  for (const type of path) {
    const next = findBox(view, boxes.at(-1) ?? from, type);
    if (!next) return undefined;
    boxes.push(next);
  }
  return boxes;
};

const wordBytes = (word: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, word);
  return bytes;
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
