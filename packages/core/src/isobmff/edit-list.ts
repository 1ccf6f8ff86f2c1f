import { childBoxes } from './box.ts';

const HEADER_BYTES = 8;
/** `edts` with an `elst` of one entry: the whole track from `mediaTime` on (ISO/IEC 14496-12 §8.6.6). */
const EDIT_BYTES = HEADER_BYTES + HEADER_BYTES + 20;
const NORMAL_RATE = 0x00010000;

/**
 * An init segment whose only track is shown from `mediaTime` on, in ticks of its timescale, whatever its writer said: a
 * writer goes by the first pictures it saw, and all chunks have to agree. Undefined when it is none.
 */
export const withEditList = (init: Uint8Array, mediaTime: number): Uint8Array | undefined => {
  const view = new DataView(init.buffer, init.byteOffset, init.byteLength);
  const moov = childBoxes(view, 0, init.byteLength).find((box) => box.type === 'moov');
  const trak = moov && childBoxes(view, moov.contentStart, moov.end).find((box) => box.type === 'trak');
  if (!moov || !trak) return undefined;
  const kept = childBoxes(view, trak.contentStart, trak.end).filter((box) => box.type !== 'edts');
  const [header, ...rest] = kept;
  if (header?.type !== 'tkhd') return undefined;

  const parts = [
    init.subarray(0, trak.contentStart),
    init.subarray(header.start, header.end),
    editList(mediaTime),
    ...rest.map((box) => init.subarray(box.start, box.end)),
    init.subarray(trak.end),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  const grown = bytes.length - init.length;
  const out = new DataView(bytes.buffer);
  out.setUint32(moov.start, moov.end - moov.start + grown);
  out.setUint32(trak.start, trak.end - trak.start + grown);
  return bytes;
};

const editList = (mediaTime: number): Uint8Array => {
  const bytes = new Uint8Array(EDIT_BYTES);
  const view = new DataView(bytes.buffer);
  const words = [EDIT_BYTES, fourCharacters('edts'), EDIT_BYTES - HEADER_BYTES, fourCharacters('elst')];
  // Version and flags, one entry, its duration (none: fragments follow), its start and rate.
  [...words, 0, 1, 0, mediaTime, NORMAL_RATE].forEach((word, index) => view.setUint32(index * 4, word));
  return bytes;
};

const fourCharacters = (type: string): number =>
  [0, 1, 2, 3].reduce((word, index) => word * 256 + type.charCodeAt(index), 0);
