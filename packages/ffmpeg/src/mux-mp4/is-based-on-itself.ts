import { readBox } from '@reelmill/core';

const BASE_DATA_OFFSET = 0x000001;
const DEFAULT_BASE_IS_MOOF = 0x020000;

/**
 * Whether every track of a `moof` counts its bytes from that box (ISO/IEC 14496-12 §8.8.7), so that it can be played
 * without what stands before it. False for bytes that are no `moof`.
 */
export const isBasedOnItself = (moof: Uint8Array): boolean => {
  const view = new DataView(moof.buffer, moof.byteOffset, moof.byteLength);
  const box = readBox(view, 0, moof.byteLength);
  if (box?.type !== 'moof') return false;
  const headers = trackFlags(view, box.contentStart, box.end);
  return (
    headers.length > 0 &&
    headers.every((flags) => (flags & DEFAULT_BASE_IS_MOOF) !== 0 && (flags & BASE_DATA_OFFSET) === 0)
  );
};

/** The flags of every `tfhd`. */
const trackFlags = (view: DataView, start: number, end: number): readonly number[] => {
  const flags: number[] = [];
  for (let offset = start; offset < end; ) {
    const box = readBox(view, offset, end);
    if (!box) break;
    if (box.type === 'traf') flags.push(...trackFlags(view, box.contentStart, box.end));
    if (box.type === 'tfhd') flags.push(view.getUint32(box.contentStart) & 0xffffff);
    offset = box.end;
  }
  return flags;
};
