import type { PictureParams } from '@reelmill/core';

/** Needs a picture's neighbours, so it comes before any of them are dropped. */
export const deinterlaceFilters = (picture: PictureParams): readonly string[] =>
  // One frame out for one in: doubling to fields would change what "frame" means everywhere else.
  picture.deinterlace ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : [];

/**
 * Filters that make progressive pictures SDR and at most 60 a second. ffmpeg has turned them upright before these see them
 * (autorotate). Sizes, square pixels and 4:2:0 come from the scaling that follows.
 */
export const pictureFilters = (picture: PictureParams): readonly string[] => [
  ...(picture.keepOneFrameIn > 1 ? [`framestep=${picture.keepOneFrameIn}`] : []),
  ...(picture.hasAlpha ? ON_BLACK : []),
  ...(picture.toneMap ? TONE_MAP : []),
];

/** What is under transparent pixels is anything at all; as much of it is kept as can be seen. */
const ON_BLACK: readonly string[] = ['format=yuva444p', 'premultiply=inplace=1'];

/** PQ or HLG to SDR BT.709, in linear light (ffmpeg's documented zscale + tonemap chain; npl is a usual SDR white). */
const TONE_MAP: readonly string[] = [
  'zscale=transfer=linear:npl=100',
  'format=gbrpf32le',
  'zscale=primaries=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=transfer=bt709',
  // What lies outside of BT.709 is cut off as RGB, and its matrix is named before swscale would take its own.
  'format=gbrp10le',
  'zscale=matrix=bt709:range=tv',
  'format=yuv420p10le',
];

/**
 * Scales to an exact size with square pixels, in the limited-range 4:2:0 that every decoder takes. The range is named
 * only where it changes: naming it costs a pass over every picture that already has the right size.
 */
export const scaleTo = (
  width: number,
  height: number,
  isFullRange: boolean,
  pixelFormat: PixelFormat = 'yuv420p',
): readonly string[] => [
  `scale=${width}:${height}:flags=bicubic${isFullRange ? ':out_range=tv' : ''}`,
  'setsar=1',
  `format=${pixelFormat}`,
];

/** As ffmpeg names it: what every decoder takes, what a high dynamic range needs, or editing. */
export type PixelFormat = 'yuv420p' | 'yuv420p10le' | 'yuv422p10le';
