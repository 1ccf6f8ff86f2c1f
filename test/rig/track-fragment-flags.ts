/**
 * The flags of every `tfhd` of an MP4 (ISO/IEC 14496-12 §8.8.7), read off the bytes: in none of the files made by tests do
 * pictures hold these letters.
 */
export const trackFragmentFlags = (bytes: Buffer): readonly number[] => {
  const flags: number[] = [];
  for (let at = bytes.indexOf('tfhd'); at >= 0; at = bytes.indexOf('tfhd', at + 4)) {
    flags.push(bytes.readUInt32BE(at + 4) & 0xffffff);
  }
  return flags;
};
