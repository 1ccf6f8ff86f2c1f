/** A box of an ISO base media file (ISO/IEC 14496-12 §4.2), as a window on its bytes. */
export interface Box {
  readonly type: string;
  /** Offset of the box, header included, from the start of what was read. */
  readonly start: number;
  /** Offset of its content. */
  readonly contentStart: number;
  readonly end: number;
}

/** Bytes a header may take: size, type and a 64-bit size. */
export const MAX_BOX_HEADER_BYTES = 16;

/**
 * Reads the header at `offset`. `availableEnd` is where the enclosing box or file ends, for boxes that reach to the end.
 * Undefined when the bytes are no box: too short, or a size that cannot be.
 */
export const readBox = (view: DataView, offset: number, availableEnd: number): Box | undefined => {
  if (offset + 8 > view.byteLength) return undefined;
  const size32 = view.getUint32(offset);
  const type = fourCharacters(view, offset + 4);
  const isLarge = size32 === 1;
  if (isLarge && offset + 16 > view.byteLength) return undefined;
  const headerBytes = isLarge ? 16 : 8;
  const size = isLarge
    ? Number(view.getBigUint64(offset + 8))
    : size32 === 0
      ? availableEnd - offset
      : size32;
  if (size < headerBytes || offset + size > availableEnd) return undefined;
  return { type, start: offset, contentStart: offset + headerBytes, end: offset + size };
};

/** The boxes directly inside `[start, end)`; stops at the first that is none. */
export const childBoxes = (view: DataView, start: number, end: number): readonly Box[] => {
  const boxes: Box[] = [];
  for (let offset = start; offset < end; ) {
    const box = readBox(view, offset, end);
    if (box === undefined) break;
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
};

/** Follows a path of box types, taking the first of each. */
export const findBox = (view: DataView, parent: Box, ...path: readonly string[]): Box | undefined => {
  let current: Box | undefined = parent;
  for (const type of path) {
    if (current === undefined) return undefined;
    current = childBoxes(view, current.contentStart, current.end).find((box) => box.type === type);
  }
  return current;
};

const fourCharacters = (view: DataView, offset: number): string =>
  String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  );
