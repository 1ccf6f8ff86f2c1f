import { childBoxes, findBox, readBox } from './box.ts';
import { codecOf } from './codec-string.ts';

/** What a player must know before the first fragment, read from `moov` of a single-track fragmented file. */
export interface InitSegment {
  readonly timescale: number;
  /** RFC 6381, e.g. `avc1.64001f` or `mp4a.40.2`. */
  readonly codec: string;
  /** `trex` defaults, used where a fragment does not say. */
  readonly defaultSampleDuration: number;
  readonly defaultSampleFlags: number;
}

/** Undefined when the bytes hold no `moov` with one readable track. `bytes` is the init segment: ftyp + moov. */
export const parseInitSegment = (bytes: Uint8Array): InitSegment | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const moov = childBoxes(view, 0, bytes.byteLength).find((box) => box.type === 'moov');
  const mdhd = moov && findBox(view, moov, 'trak', 'mdia', 'mdhd');
  const stsd = moov && findBox(view, moov, 'trak', 'mdia', 'minf', 'stbl', 'stsd');
  const trex = moov && findBox(view, moov, 'mvex', 'trex');
  if (!mdhd || !stsd || !trex) return undefined;
  // stsd: version and flags, entry count, then the sample entries.
  const entry = readBox(view, stsd.contentStart + 8, stsd.end);
  const codec = entry && codecOf(view, entry);
  if (codec === undefined) return undefined;
  const isLong = view.getUint8(mdhd.contentStart) === 1;
  return {
    timescale: view.getUint32(mdhd.contentStart + (isLong ? 20 : 12)),
    codec,
    defaultSampleDuration: view.getUint32(trex.contentStart + 12),
    defaultSampleFlags: view.getUint32(trex.contentStart + 20),
  };
};
