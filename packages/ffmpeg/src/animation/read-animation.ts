/** What an animation says of itself, read from its own blocks. */
export interface ReadAnimation {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly durationSeconds: number;
}

/** A whole GIF 89a (W3C GIF89a); undefined when it is cut off or none. */
export const readGif = (bytes: Uint8Array): ReadAnimation | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(bytes, 0, 6) !== 'GIF89a' || bytes.length < 13) return undefined;
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let offset = 13 + colourTableBytes(bytes[10] ?? 0);
  let frames = 0;
  let hundredths = 0;
  while (offset < bytes.length) {
    const block = bytes[offset];
    if (block === TRAILER) {
      const isWhole = offset === bytes.length - 1 && frames > 0;
      return isWhole ? { ...size, frames, durationSeconds: hundredths / 100 } : undefined;
    }
    if (block === EXTENSION) {
      if (bytes[offset + 1] === GRAPHIC_CONTROL && offset + 6 < bytes.length)
        hundredths += view.getUint16(offset + 4, true);
      offset = behindSubBlocks(bytes, offset + 2);
    } else if (block === IMAGE) {
      frames += 1;
      // Its place and size, its own colours, the code size, its data.
      offset = behindSubBlocks(bytes, offset + 10 + colourTableBytes(bytes[offset + 9] ?? 0) + 1);
    } else return undefined;
  }
  return undefined;
};

const TRAILER = 0x3b;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;

const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

const behindSubBlocks = (bytes: Uint8Array, start: number): number => {
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0) offset += 1 + (bytes[offset] ?? 0);
  return offset + 1;
};

/** A whole animated WebP (RFC 9649 §2.7); undefined when it is cut off or none. */
export const readWebp = (bytes: Uint8Array): ReadAnimation | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 4) !== 'WEBP') return undefined;
  if (view.getUint32(4, true) + 8 !== bytes.length) return undefined;
  let size: { readonly width: number; readonly height: number } | undefined;
  let frames = 0;
  let milliseconds = 0;
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const type = text(bytes, offset, 4);
    const length = view.getUint32(offset + 4, true);
    const content = offset + 8;
    if (content + length > bytes.length) return undefined;
    if (type === 'VP8X')
      size = { width: word24(view, content + 4) + 1, height: word24(view, content + 7) + 1 };
    if (type === 'ANMF') {
      frames += 1;
      milliseconds += word24(view, content + 12);
    }
    offset = content + length + (length % 2);
  }
  return size && frames > 0 ? { ...size, frames, durationSeconds: milliseconds / 1000 } : undefined;
};

const word24 = (view: DataView, offset: number): number =>
  view.getUint16(offset, true) + view.getUint8(offset + 2) * 65_536;

const text = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));
