/** What a container may hold, and how its files are called. A codec is listed where common players take it. */
export interface Container {
  /** As a person says it. */
  readonly label: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly video: readonly VideoCodec[];
  readonly audio: readonly AudioCodec[];
}

export const VIDEO_CODECS = ['h264', 'hevc', 'vp9', 'av1', 'prores'] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

export const AUDIO_CODECS = ['aac', 'opus', 'mp3', 'flac', 'pcm'] as const;
export type AudioCodec = (typeof AUDIO_CODECS)[number];

export const CONTAINER_NAMES = [
  'mp4',
  'webm',
  'mkv',
  'mov',
  'gif',
  'webp',
  'm4a',
  'mp3',
  'ogg',
  'flac',
  'wav',
] as const;
export type ContainerName = (typeof CONTAINER_NAMES)[number];

const sound = <const Codec extends AudioCodec>(
  label: string,
  extension: string,
  mediaType: string,
  codec: Codec,
) => ({ label, extension, mediaType, video: [], audio: [codec] }) as const;

export const CONTAINERS = {
  mp4: {
    label: 'MP4',
    extension: 'mp4',
    mediaType: 'video/mp4',
    video: ['h264', 'hevc', 'av1'],
    audio: ['aac', 'opus', 'mp3'],
  },
  webm: {
    label: 'WebM',
    extension: 'webm',
    mediaType: 'video/webm',
    video: ['vp9', 'av1'],
    audio: ['opus'],
  },
  mkv: {
    label: 'Matroska',
    extension: 'mkv',
    mediaType: 'video/x-matroska',
    video: ['h264', 'hevc', 'vp9', 'av1'],
    audio: ['aac', 'opus', 'mp3', 'flac'],
  },
  mov: {
    label: 'QuickTime',
    extension: 'mov',
    mediaType: 'video/quicktime',
    video: ['h264', 'hevc', 'prores'],
    audio: ['aac'],
  },
  gif: { label: 'GIF', extension: 'gif', mediaType: 'image/gif', video: [], audio: [] },
  webp: { label: 'Animated WebP', extension: 'webp', mediaType: 'image/webp', video: [], audio: [] },
  m4a: sound('M4A', 'm4a', 'audio/mp4', 'aac'),
  mp3: sound('MP3', 'mp3', 'audio/mpeg', 'mp3'),
  ogg: sound('Ogg Opus', 'ogg', 'audio/ogg', 'opus'),
  flac: sound('FLAC', 'flac', 'audio/flac', 'flac'),
  wav: sound('WAV', 'wav', 'audio/wav', 'pcm'),
} as const satisfies Readonly<Record<ContainerName, Container>>;

/** ffprobe's names of codecs that a container takes as they are in a source, besides those that are encoded for it. */
export const COPIED_CODECS: Readonly<
  Record<
    'mp4' | 'webm' | 'mkv' | 'mov',
    { readonly video: readonly string[]; readonly audio: readonly string[] }
  >
> = {
  mp4: {
    video: ['h264', 'hevc', 'av1', 'vp9', 'mpeg4'],
    audio: ['aac', 'opus', 'mp3', 'ac3', 'eac3', 'alac'],
  },
  webm: { video: ['vp8', 'vp9', 'av1'], audio: ['opus', 'vorbis'] },
  mkv: {
    video: [
      'h264',
      'hevc',
      'av1',
      'vp8',
      'vp9',
      'mpeg4',
      'mpeg2video',
      'mpeg1video',
      'prores',
      'theora',
      'ffv1',
    ],
    audio: [
      'aac',
      'opus',
      'mp3',
      'mp2',
      'flac',
      'vorbis',
      'ac3',
      'eac3',
      'alac',
      'dts',
      'truehd',
      'pcm_s16le',
      'pcm_s24le',
    ],
  },
  mov: {
    video: ['h264', 'hevc', 'prores', 'mpeg4', 'mjpeg', 'dnxhd', 'qtrle'],
    audio: ['aac', 'mp3', 'ac3', 'alac', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be'],
  },
};
