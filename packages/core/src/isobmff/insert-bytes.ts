import { type Box, childBoxes, findBox } from './box.ts';

/** A 32-bit number, with or without a sign. */
export type Word = number;

/** A box of 32-bit words, then other bytes. */
export const boxBytes = (
  type: string,
  words: readonly Word[],
  ...content: readonly Uint8Array[]
): Uint8Array => {
  const head = new Uint8Array(8 + 4 * words.length);
  const view = new DataView(head.buffer);
  const size = content.reduce((sum, part) => sum + part.length, head.length);
  view.setUint32(0, size);
  head.set(textBytes(type), 4);
  words.forEach((word, index) => view.setUint32(8 + 4 * index, word));
  return concatenated([head, ...content]);
};

export const textBytes = (text: string): Uint8Array =>
  Uint8Array.from(Array.from(text, (character) => character.charCodeAt(0)));

/**
 * Puts bytes into the boxes around a place, given from the outermost in, which grow by them, instead of as many as are
 * `dropped` there. `head` is a file up to the end of its `moov` or more: where sample data follows, the index is moved along
 * with it. Undefined when an offset would not fit any more.
 */
export const insertBytes = (
  head: Uint8Array,
  around: readonly Box[],
  at: number,
  inserted: readonly Uint8Array[],
  dropped = 0,
): Uint8Array | undefined => {
  const grown = inserted.reduce((sum, part) => sum + part.length, 0) - dropped;
  const bytes = concatenated([head.subarray(0, at), ...inserted, head.subarray(at + dropped)]);
  const view = new DataView(bytes.buffer);
  for (const box of around) view.setUint32(box.start, view.getUint32(box.start) + grown);
  return moveChunks(view, grown) ? bytes : undefined;
};

const concatenated = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
};

/** `stco` and `co64` say where in the file samples lie (ISO/IEC 14496-12 §8.7.5). False when one gets too large. */
const moveChunks = (view: DataView, by: number): boolean => {
  const moov = childBoxes(view, 0, view.byteLength).find((box) => box.type === 'moov');
  const tracks = moov
    ? childBoxes(view, moov.contentStart, moov.end).filter((box) => box.type === 'trak')
    : [];
  for (const trak of tracks) {
    const stbl = findBox(view, trak, 'mdia', 'minf', 'stbl');
    const stco = stbl && findBox(view, stbl, 'stco');
    const co64 = stbl && findBox(view, stbl, 'co64');
    for (let entry = 0; stco && entry < view.getUint32(stco.contentStart + 4); entry += 1) {
      const moved = view.getUint32(stco.contentStart + 8 + 4 * entry) + by;
      if (moved >= 2 ** 32) return false;
      view.setUint32(stco.contentStart + 8 + 4 * entry, moved);
    }
    for (let entry = 0; co64 && entry < view.getUint32(co64.contentStart + 4); entry += 1) {
      const place = co64.contentStart + 8 + 8 * entry;
      view.setBigUint64(place, view.getBigUint64(place) + BigInt(by));
    }
  }
  return true;
};
