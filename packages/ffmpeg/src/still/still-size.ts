import { readBox, type StillFormat } from '@reelmill/core';
import { jpegSize } from './jpeg-size.ts';

export interface StillSize {
  readonly width: number;
  readonly height: number;
}

/** Size of a whole picture, read from its own bytes; undefined when it is cut off or of another format. */
export const stillSize = (format: StillFormat, bytes: Uint8Array): StillSize | undefined => {
  switch (format) {
    case 'jpeg':
      return jpegSize(bytes);
    case 'webp':
      return webpSize(bytes);
    case 'avif':
      return avifSize(bytes);
  }
};

const textAt = (bytes: Uint8Array, offset: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + 4));

/** Lossy WebP as libwebp writes it (RFC 9649 §2.4, frame header of RFC 6386 §9.1). */
const webpSize = (bytes: Uint8Array): StillSize | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole =
    bytes.length >= 30 && textAt(bytes, 0) === 'RIFF' && view.getUint32(4, true) + 8 === bytes.length;
  if (!isWhole || textAt(bytes, 8) !== 'WEBP' || textAt(bytes, 12) !== 'VP8 ') return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
};

/** The first `ispe` of an AVIF (ISO/IEC 23008-12 §6.5.3) whose outermost boxes end where the file does. */
const avifSize = (bytes: Uint8Array): StillSize | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const types: string[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const box = readBox(view, offset, bytes.length);
    if (!box) return undefined;
    types.push(box.type);
    offset = box.end;
  }
  if (offset !== bytes.length || types[0] !== 'ftyp' || !types.includes('mdat')) return undefined;
  const at = bytes.findIndex((_, index) => textAt(bytes, index) === 'ispe');
  return at < 0 ? undefined : { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
};
