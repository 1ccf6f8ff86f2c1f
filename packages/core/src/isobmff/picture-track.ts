import { type Box, childBoxes, findBox, readBox } from './box.ts';

/** Bytes of fixed fields before the child boxes of a VisualSampleEntry. */
const VISUAL_ENTRY_BYTES = 78;

/**
 * The first track of pictures in an init segment, or in the start of an MP4 up to the end of its index: its place among all
 * as ffmpeg counts streams, its sample entry, and the boxes around that from the outermost in.
 */
export const pictureTrack = (head: Uint8Array) => {
  const view = viewOf(head);
  const moov = childBoxes(view, 0, head.byteLength).find((box) => box.type === 'moov');
  const tracks = moov
    ? childBoxes(view, moov.contentStart, moov.end).filter((box) => box.type === 'trak')
    : [];
  const trackIndex = tracks.findIndex((box) => findBox(view, box, 'mdia', 'minf', 'vmhd') !== undefined);
  const trak = tracks[trackIndex];
  const mdia = trak && findBox(view, trak, 'mdia');
  const minf = mdia && findBox(view, mdia, 'minf');
  const stbl = minf && findBox(view, minf, 'stbl');
  const stsd = stbl && findBox(view, stbl, 'stsd');
  // stsd: version and flags, entry count, then the sample entries.
  const entry = stsd && readBox(view, stsd.contentStart + 8, stsd.end);
  if (!moov || !trak || !mdia || !minf || !stbl || !stsd || !entry) return undefined;
  return { trackIndex, trak, entry, ancestors: [moov, trak, mdia, minf, stbl, stsd] };
};

/** The boxes behind the fixed fields of a sample entry of pictures. */
export const entryBoxes = (head: Uint8Array, entry: Box): readonly Box[] =>
  childBoxes(viewOf(head), entry.contentStart + VISUAL_ENTRY_BYTES, entry.end);

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
