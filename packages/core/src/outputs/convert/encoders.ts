import type { AudioCodec, VideoCodec } from './containers.ts';

/** ffmpeg's names of what codes each codec here. */
export const VIDEO_ENCODERS = {
  h264: 'libx264',
  hevc: 'libx265',
  vp9: 'libvpx-vp9',
  av1: 'libsvtav1',
  prores: 'prores_ks',
} as const satisfies Readonly<Record<VideoCodec, string>>;

export const AUDIO_ENCODERS: Readonly<Record<AudioCodec, string>> = {
  aac: 'aac',
  opus: 'libopus',
  mp3: 'libmp3lame',
  flac: 'flac',
  pcm: 'pcm_s16le',
};

/** A GIF's colours are chosen on a picture of its own. */
export const ANIMATION_ENCODERS = { gif: ['gif', 'png'], webp: ['libwebp_anim'] } as const;
