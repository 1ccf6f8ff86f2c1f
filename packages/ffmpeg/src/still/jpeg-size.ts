/** Size of a whole baseline or progressive JPEG (ITU-T T.81 §B.2.2); undefined when it is cut off or no JPEG. */
export const jpegSize = (
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== START || view.getUint16(bytes.length - 2) !== END)
    return undefined;
  for (let offset = 2; offset + 9 < bytes.length; ) {
    const marker = view.getUint16(offset);
    if (marker === BASELINE_FRAME || marker === PROGRESSIVE_FRAME) {
      return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  return undefined;
};

const START = 0xffd8;
const END = 0xffd9;
const BASELINE_FRAME = 0xffc0;
const PROGRESSIVE_FRAME = 0xffc2;
