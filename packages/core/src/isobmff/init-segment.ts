import { type Box, childBoxes, findBox, readBox } from './box.ts';

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

/** Bytes of fixed fields before the child boxes of a VisualSampleEntry and an AudioSampleEntry. */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

const codecOf = (view: DataView, entry: Box): string | undefined => {
  if (entry.type === 'avc1' || entry.type === 'avc3') {
    const avcC = childBoxes(view, entry.contentStart + VISUAL_ENTRY_BYTES, entry.end).find(
      (b) => b.type === 'avcC',
    );
    if (!avcC) return undefined;
    // AVCDecoderConfigurationRecord: version, profile, compatibility, level (ISO/IEC 14496-15 §5.3.3.1).
    const hex = [1, 2, 3].map((i) =>
      view
        .getUint8(avcC.contentStart + i)
        .toString(16)
        .padStart(2, '0'),
    );
    return `${entry.type}.${hex.join('')}`;
  }
  if (entry.type === 'mp4a') {
    const esds = childBoxes(view, entry.contentStart + AUDIO_ENTRY_BYTES, entry.end).find(
      (b) => b.type === 'esds',
    );
    const audioObjectType = esds && audioObjectTypeOf(view, esds);
    return audioObjectType === undefined ? undefined : `mp4a.40.${audioObjectType}`;
  }
  return undefined;
};

const ES_DESCRIPTOR = 0x03;
const DECODER_CONFIG = 0x04;
const DECODER_SPECIFIC_INFO = 0x05;

/** Walks the descriptors of ISO/IEC 14496-1 §7.2.6 down to AudioSpecificConfig, whose first five bits name the object. */
const audioObjectTypeOf = (view: DataView, esds: Box): number | undefined => {
  let offset = esds.contentStart + 4;
  while (offset + 2 <= esds.end) {
    const tag = view.getUint8(offset);
    offset += 1;
    while (offset < esds.end && (view.getUint8(offset) & 0x80) !== 0) offset += 1; // length, seven bits a byte
    offset += 1;
    if (tag === ES_DESCRIPTOR) offset += 3;
    else if (tag === DECODER_CONFIG) offset += 13;
    else if (tag === DECODER_SPECIFIC_INFO) return offset < esds.end ? view.getUint8(offset) >> 3 : undefined;
    else return undefined;
  }
  return undefined;
};
