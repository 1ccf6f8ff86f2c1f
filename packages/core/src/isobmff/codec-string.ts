import { type Box, childBoxes, findBox } from './box.ts';

/** Bytes of fixed fields before the child boxes of a VisualSampleEntry and an AudioSampleEntry. */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

/** The codec of a sample entry as players are told of it (RFC 6381). Undefined for one we do not write. */
export const codecOf = (view: DataView, entry: Box): string | undefined => {
  switch (entry.type) {
    case 'avc1':
    case 'avc3':
      return avcCodec(view, entry);
    case 'hvc1':
    case 'hev1':
      return hevcCodec(view, entry);
    case 'vp09':
      return vp9Codec(view, entry);
    case 'av01':
      return av1Codec(view, entry);
    case 'apco':
    case 'apcs':
    case 'apcn':
    case 'apch':
      return entry.type;
    case 'mp4a':
      return aacCodec(view, entry);
    case 'encv':
    case 'enca':
      return codecInClear(view, entry);
    default:
      return undefined;
  }
};

/** An encrypted track says behind its other boxes what it was (ISO/IEC 14496-12 §8.12.2). */
const codecInClear = (view: DataView, entry: Box): string | undefined => {
  const fixedBytes = entry.type === 'encv' ? VISUAL_ENTRY_BYTES : AUDIO_ENTRY_BYTES;
  const sinf = childOf(view, entry, fixedBytes, 'sinf');
  const frma = sinf && findBox(view, sinf, 'frma');
  if (!frma) return undefined;
  const type = String.fromCharCode(
    ...[0, 1, 2, 3].map((offset) => view.getUint8(frma.contentStart + offset)),
  );
  return type.startsWith('enc') ? undefined : codecOf(view, { ...entry, type });
};

const childOf = (view: DataView, entry: Box, fixedBytes: number, type: string): Box | undefined =>
  childBoxes(view, entry.contentStart + fixedBytes, entry.end).find((box) => box.type === type);

const hex = (byte: number): string => byte.toString(16);

/** AVCDecoderConfigurationRecord: version, profile, compatibility, level (ISO/IEC 14496-15 §5.3.3.1). */
const avcCodec = (view: DataView, entry: Box): string | undefined => {
  const avcC = childOf(view, entry, VISUAL_ENTRY_BYTES, 'avcC');
  if (!avcC) return undefined;
  const bytes = [1, 2, 3].map((offset) => hex(view.getUint8(avcC.contentStart + offset)).padStart(2, '0'));
  return `${entry.type}.${bytes.join('')}`;
};

/** HEVCDecoderConfigurationRecord, written out as ISO/IEC 14496-15 Annex E.3 says: `hvc1.1.6.L150.90`. */
const hevcCodec = (view: DataView, entry: Box): string | undefined => {
  const hvcC = childOf(view, entry, VISUAL_ENTRY_BYTES, 'hvcC');
  if (!hvcC) return undefined;
  const start = hvcC.contentStart;
  const profile = view.getUint8(start + 1);
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = profile & 0x20 ? 'H' : 'L';
  // The flags are said in the order of their numbers, which is the reverse of that in the file.
  const compatibility = hex(reversedBits(view.getUint32(start + 2)));
  const constraints = [6, 7, 8, 9, 10, 11].map((offset) => view.getUint8(start + offset));
  const said = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1);
  const level = view.getUint8(start + 12);
  return [`${entry.type}.${space}${profile & 0x1f}`, compatibility, `${tier}${level}`, ...said.map(hex)].join(
    '.',
  );
};

const reversedBits = (word: number): number =>
  Array.from({ length: 32 }, (_, bit) => (word >>> bit) & 1).reduce((sum, bit) => sum * 2 + bit, 0);

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** VPCodecConfigurationRecord, as the VP codec ISO media file format binding says: `vp09.00.30.08`. */
const vp9Codec = (view: DataView, entry: Box): string | undefined => {
  const vpcC = childOf(view, entry, VISUAL_ENTRY_BYTES, 'vpcC');
  if (!vpcC) return undefined;
  const [profile, level, depths] = [4, 5, 6].map((offset) => view.getUint8(vpcC.contentStart + offset));
  return `vp09.${[profile ?? 0, level ?? 0, (depths ?? 0) >> 4].map(twoDigits).join('.')}`;
};

/** AV1CodecConfigurationRecord, as AV1's ISO media file format binding says: `av01.0.04M.08`. */
const av1Codec = (view: DataView, entry: Box): string | undefined => {
  const av1C = childOf(view, entry, VISUAL_ENTRY_BYTES, 'av1C');
  if (!av1C) return undefined;
  const [profileAndLevel, flags] = [1, 2].map((offset) => view.getUint8(av1C.contentStart + offset));
  const level = twoDigits((profileAndLevel ?? 0) & 0x1f);
  const tier = (flags ?? 0) & 0x80 ? 'H' : 'M';
  const depth = (flags ?? 0) & 0x40 ? ((flags ?? 0) & 0x20 ? 12 : 10) : 8;
  return `av01.${(profileAndLevel ?? 0) >> 5}.${level}${tier}.${twoDigits(depth)}`;
};

const aacCodec = (view: DataView, entry: Box): string | undefined => {
  const esds = childOf(view, entry, AUDIO_ENTRY_BYTES, 'esds');
  const audioObjectType = esds && audioObjectTypeOf(view, esds);
  return audioObjectType === undefined ? undefined : `mp4a.40.${audioObjectType}`;
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
