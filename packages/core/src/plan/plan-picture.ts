import { keepOneFrameIn } from '../ladder/plan-ladder.ts';
import { type Fraction, fraction, toNumber } from '../media/fraction.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { PictureParams } from '../steps/picture.ts';

/** How this track's pictures become upright, progressive, SDR and at most 60 a second. */
export const planPicture = (video: VideoTrack): PictureParams => ({
  deinterlace: video.interlaced !== 'progressive',
  toneMap: video.dynamicRange !== 'sdr',
  isFullRange: video.colorRange === 'pc' || (video.pixelFormat ?? '').startsWith('yuvj'),
  keepOneFrameIn: keepOneFrameIn(video.constantFrameRate ?? video.averageFrameRate),
  ...(video.hasAlpha && ALPHA_FORMATS.test(video.pixelFormat ?? '') ? transparent(video) : {}),
});

const transparent = ({ codec }: VideoTrack): Pick<PictureParams, 'hasAlpha' | 'alphaDecoder'> => {
  const alphaDecoder = ALPHA_DECODERS.get(codec);
  return { hasAlpha: true, ...(alphaDecoder ? { alphaDecoder } : {}) };
};
const ALPHA_DECODERS: ReadonlyMap<string, 'libvpx' | 'libvpx-vp9'> = new Map([
  ['vp8', 'libvpx'],
  ['vp9', 'libvpx-vp9'],
]);

const ALPHA_FORMATS = /^(yuva|rgba|argb|bgra|abgr|gbrap|ya)/;

/** Frames a second that are kept, null when unknown. */
export const keptFrameRate = (video: VideoTrack): Fraction | null => {
  const rate = video.constantFrameRate ?? video.averageFrameRate;
  return rate === null ? null : fraction(rate.num, rate.den * planPicture(video).keepOneFrameIn);
};

/** Frames a second as shown, null when unknown. */
export const frameRateOf = (video: VideoTrack): number | null => {
  const rate = video.constantFrameRate ?? video.averageFrameRate;
  return rate === null ? null : toNumber(rate);
};
