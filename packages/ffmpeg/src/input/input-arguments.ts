import type { PictureFormat } from '@reelmill/core';

/**
 * What every ffmpeg and ffprobe call says about its input, measured against hostile files (shared reliability anchors
 * §1.1 and §1.5): a playlist named .mp4 reads other people's files unless its demuxer is refused by name.
 */

/** Containers people film and export in. Never here: hls, dash, concat, sdp, image and text demuxers, lavfi. */
const FORMATS = [
  'mov',
  'matroska',
  'webm',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'avi',
  'flv',
  'ogg',
  'mxf',
  'asf',
  'mp3',
  'flac',
  'wav',
  'aac',
  'ac3',
  'eac3',
  'h264',
  'hevc',
  'ivf',
];

/** Decoders in reach of an upload. Left out: rarely used ones with a record of memory bugs, such as MagicYUV. */
export const ALLOWED_DECODERS: readonly string[] = [
  ...[
    'h264',
    'hevc',
    'vp8',
    'vp9',
    'libvpx',
    'libvpx-vp9',
    'libdav1d',
    'libaom-av1',
    'av1',
    'mpeg4',
    'mpeg2video',
    'mpeg1video',
  ],
  ...['h263', 'msmpeg4', 'msmpeg4v2', 'msmpeg4v1', 'flv', 'vc1', 'wmv1', 'wmv2', 'wmv3', 'theora', 'mjpeg'],
  ...[
    'prores',
    'dnxhd',
    'dvvideo',
    'jpeg2000',
    'libopenjpeg',
    'ffv1',
    'png',
    'qtrle',
    'svq1',
    'svq3',
    'rawvideo',
  ],
  ...['aac', 'aac_latm', 'ac3', 'eac3', 'mp1', 'mp1float', 'mp2', 'mp2float', 'mp3', 'mp3float', 'vorbis'],
  ...[
    'libvorbis',
    'opus',
    'libopus',
    'flac',
    'alac',
    'amrnb',
    'amrwb',
    'libopencore_amrnb',
    'libopencore_amrwb',
  ],
  ...['dca', 'truehd', 'mlp', 'wmav1', 'wmav2', 'wmapro', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be'],
  ...[
    'pcm_s32le',
    'pcm_s32be',
    'pcm_f32le',
    'pcm_f32be',
    'pcm_f64le',
    'pcm_u8',
    'pcm_s8',
    'pcm_alaw',
    'pcm_mulaw',
  ],
  ...[
    'pcm_bluray',
    'pcm_dvd',
    'adpcm_ms',
    'adpcm_ima_wav',
    'adpcm_ima_qt',
    'adpcm_swf',
    'nellymoser',
    'speex',
  ],
  ...['mov_text', 'subrip', 'srt', 'ass', 'ssa', 'webvtt', 'pgssub', 'dvdsub', 'dvbsub'],
];

/** What a file that is a picture may be decoded with. */
export const PICTURE_DECODERS: Readonly<Record<PictureFormat, string>> = {
  gif: 'gif',
  jpeg_pipe: 'mjpeg',
  png_pipe: 'png',
  webp_pipe: 'webp',
};

/** How much is read to find out what a file holds. */
const PROBE_SIZE = '20M';

export interface InputLimits {
  readonly maxPixels: number;
  readonly maxTracks: number;
}

/**
 * Options that stand before `-i`. `path` is a name made by us, never text from a user. `pictureFormat` is for files whose
 * first bytes say that they are pictures: no other demuxer is in their reach, nor theirs in anybody else's.
 */
export const inputArguments = (
  path: string,
  limits: InputLimits,
  pictureFormat: PictureFormat | null = null,
): readonly string[] => [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', pictureFormat ?? FORMATS.join(',')],
  ...['-codec_whitelist', pictureFormat ? PICTURE_DECODERS[pictureFormat] : ALLOWED_DECODERS.join(',')],
  ...['-max_pixels', String(limits.maxPixels)],
  ...['-max_streams', String(limits.maxTracks)],
  ...['-probesize', PROBE_SIZE, '-analyzeduration', PROBE_SIZE],
  // Named, or the ending of a path might choose one that reads patterns of names.
  ...(pictureFormat ? ['-f', pictureFormat] : []),
  // `file:` keeps a leading dash or a colon in the path from being read as an option or a protocol.
  ...['-i', `file:${path}`],
];
