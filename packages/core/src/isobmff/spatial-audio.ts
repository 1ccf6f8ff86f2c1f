import { type Box, childBoxes, findBox, readBox } from './box.ts';
import { boxBytes, insertBytes } from './insert-bytes.ts';

/** Sound from all around: an ambisonic sound field (Spatial Audio RFC of Google). */
export interface SpatialAudio {
  /** 1 has 4 channels, 2 has 9, 3 has 16. */
  readonly order: number;
  /** What the `SA3D` box holds, as it is: it names the channels. */
  readonly content: Uint8Array;
}

/** By the place of the track among all, as ffmpeg counts streams. `head` is a file up to the end of its `moov`, or that box alone. */
export const spatialAudioOf = (head: Uint8Array): ReadonlyMap<number, SpatialAudio> => {
  const view = viewOf(head);
  return new Map(
    soundTracks(view).flatMap(({ trackIndex, entry }) => {
      const found = childBoxes(view, childrenStart(view, entry), entry.end).find(
        (box) => box.type === 'SA3D',
      );
      // Version, type of ambisonics, order, then how the channels are sorted and scaled.
      if (!found || found.end - found.contentStart < 12 || view.getUint8(found.contentStart) !== 0) return [];
      const order = view.getUint32(found.contentStart + 2);
      return [[trackIndex, { order, content: head.slice(found.contentStart, found.end) }] as const];
    }),
  );
};

/**
 * An init segment, or the start of an MP4 up to the end of its index, whose first sound says that it is ambisonic.
 * Undefined when there is no sound.
 */
export const withSpatialAudio = (head: Uint8Array, { content }: SpatialAudio): Uint8Array | undefined => {
  const [track] = soundTracks(viewOf(head));
  if (!track) return undefined;
  const { entry, ancestors } = track;
  return insertBytes(head, [...ancestors, entry], entry.end, [boxBytes('SA3D', [], content)]);
};

interface SoundTrack {
  readonly trackIndex: number;
  readonly entry: Box;
  /** From the outermost in. */
  readonly ancestors: readonly Box[];
}

const soundTracks = (view: DataView): readonly SoundTrack[] => {
  const moov = childBoxes(view, 0, view.byteLength).find((box) => box.type === 'moov');
  const tracks = moov
    ? childBoxes(view, moov.contentStart, moov.end).filter((box) => box.type === 'trak')
    : [];
  return tracks.flatMap((trak, trackIndex): readonly SoundTrack[] => {
    const mdia = findBox(view, trak, 'mdia');
    const minf = mdia && findBox(view, mdia, 'minf');
    const stbl = minf && findBox(view, minf, 'smhd') && findBox(view, minf, 'stbl');
    const stsd = stbl && findBox(view, stbl, 'stsd');
    const entry = stsd && readBox(view, stsd.contentStart + 8, stsd.end);
    if (!moov || !mdia || !minf || !stbl || !stsd || !entry) return [];
    return [{ trackIndex, entry, ancestors: [moov, trak, mdia, minf, stbl, stsd] }];
  });
};

/** Behind the fixed fields of an AudioSampleEntry, of which QuickTime has two longer versions. */
const childrenStart = (view: DataView, entry: Box): number => {
  const version = view.getUint16(entry.contentStart + 8);
  return entry.contentStart + (version === 1 ? 44 : version === 2 ? 64 : 28);
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
