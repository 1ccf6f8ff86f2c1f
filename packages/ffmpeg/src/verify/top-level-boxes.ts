import type { FileHandle } from 'node:fs/promises';
import { MAX_BOX_HEADER_BYTES, readBox } from '@reelmill/core';

/** A box of a file that is not inside another. */
export interface FileBox {
  readonly type: string;
  readonly start: number;
  /** Behind its last byte. */
  readonly end: number;
}

/** A film of a day in fragments of a second has 350,000; a hostile file has one in every eight bytes. */
const MOST_BOXES = 400_000;

/** The outermost boxes of an ISO base media file; `whole` when the last one ends where the file does. */
export const topLevelBoxes = async (
  handle: FileHandle,
): Promise<{ readonly boxes: readonly FileBox[]; readonly whole: boolean }> => {
  const { size } = await handle.stat();
  const header = new Uint8Array(MAX_BOX_HEADER_BYTES);
  const boxes: FileBox[] = [];
  let offset = 0;
  while (offset < size && boxes.length < MOST_BOXES) {
    const { bytesRead } = await handle.read(header, 0, header.length, offset);
    const box = readBox(new DataView(header.buffer, 0, bytesRead), 0, size - offset);
    if (!box) break;
    boxes.push({ type: box.type, start: offset, end: offset + box.end });
    offset += box.end;
  }
  return { boxes, whole: offset === size };
};

/** Bytes of a file that is known to have them. */
export const readRange = async (handle: FileHandle, start: number, end: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(end - start);
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ended before its own box did');
    filled += bytesRead;
  }
  return bytes;
};
