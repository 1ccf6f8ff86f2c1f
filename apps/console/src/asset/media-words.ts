/** Names people know for what a probe calls by ffmpeg's short names. */

const CODECS: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265 (HEVC)',
  vvc: 'H.266 (VVC)',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  mpeg4: 'MPEG-4 Part 2',
  mpeg2video: 'MPEG-2',
  prores: 'ProRes',
  mjpeg: 'Motion JPEG',
  aac: 'AAC',
  ac3: 'Dolby Digital',
  eac3: 'Dolby Digital Plus',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
  subrip: 'SubRip',
  mov_text: 'MP4 text',
  hdmv_pgs_subtitle: 'PGS pictures',
};

const CONTAINERS: Readonly<Record<string, string>> = {
  mov: 'MP4 / QuickTime',
  matroska: 'Matroska / WebM',
  mpegts: 'MPEG-TS',
  mpeg: 'MPEG-PS',
  avi: 'AVI',
  flv: 'Flash Video',
  mxf: 'MXF',
  ogg: 'Ogg',
};

const RANGES: Readonly<Record<string, string>> = { tv: 'limited range', pc: 'full range' };

/** What a file says when it says nothing. */
const UNSAID = new Set(['reserved', 'unknown', 'unspecified', '']);

export const codecName = (codec: string, profile: string | null): string => {
  const name = CODECS[codec] ?? codec;
  return profile === null || profile === '' ? name : `${name}, ${profile}`;
};

export const containerName = (container: string): string => {
  const [first = container] = container.split(',');
  return CONTAINERS[first] ?? first;
};

export const languageName = (tag: string | null): string | null => {
  if (tag === null) return null;
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag;
  } catch {
    // Files hold tags of their own invention.
    return tag;
  }
};

/** Primaries, transfer and range, each once and only where the file says them. */
export const colourWords = (...parts: readonly (string | null)[]): string => {
  const said = parts
    .filter((part) => part !== null && !UNSAID.has(part))
    .map((part) => RANGES[part ?? ''] ?? part);
  return [...new Set(said)].join(' · ');
};
