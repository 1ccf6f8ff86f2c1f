import {
  type AudioTrack,
  fraction,
  type Probe,
  parseFraction,
  type TextTrack,
  toNumber,
  type VideoTrack,
} from '@reelmill/core';
import { type FfprobeAnswer, type FfprobeStream, numberOf } from './ffprobe-json.ts';
import type { SpatialTracks } from './read-spatial.ts';
import { sphericalFacts } from './spherical-facts.ts';

/** ffprobe's streams as tracks, before anything is measured. */

interface TrackContext {
  /** Start of the file: ffmpeg counts every track from it. */
  readonly startSeconds: number;
  readonly decodable: (codec: string) => boolean;
  /** Whether there is a decoder for the transparency that VP8 and VP9 keep in a stream of its own. */
  readonly readsHiddenAlpha: (codec: string) => boolean;
  readonly spatial: SpatialTracks;
}

const trackFacts = (stream: FfprobeStream, { startSeconds, decodable }: TrackContext) => {
  const codec = stream.codec_name ?? stream.codec_tag_string ?? 'unknown';
  const language = stream.tags?.['language'];
  return {
    index: stream.index,
    codec,
    profile: stream.profile && stream.profile !== 'unknown' ? stream.profile : null,
    language: language && language !== 'und' ? shownText(language) : null,
    title: shownText(stream.tags?.['title']),
    isDefault: stream.disposition?.['default'] === 1,
    startSeconds: (numberOf(stream.start_time) ?? startSeconds) - startSeconds,
    durationSeconds: numberOf(stream.duration) ?? null,
    bitrateBps: numberOf(stream.bit_rate) ?? null,
    decodable: stream.codec_name !== undefined && decodable(stream.codec_name),
  };
};

/** What a file calls a part of it, as much as anybody would read: it is in every list, event and message of its asset. */
const shownText = (text: string | undefined): string | null =>
  text?.slice(0, MOST_TEXT_CHARACTERS).toWellFormed() ?? null;

const MOST_TEXT_CHARACTERS = 500;

/** Undefined for a track whose picture has no size: nothing can be made of it. */
export const videoFacts = (stream: FfprobeStream, context: TrackContext): VideoTrack | undefined => {
  const { width = 0, height = 0 } = stream;
  if (width <= 0 || height <= 0) return undefined;
  const sampleAspectRatio = parseFraction(stream.sample_aspect_ratio) ?? fraction(1, 1);
  const rotationDegrees = rotationOf(stream);
  const squareWidth = Math.max(1, Math.round(width * toNumber(sampleAspectRatio)));
  const turned = rotationDegrees === 90 || rotationDegrees === 270;
  const hidesAlpha = stream.tags?.['alpha_mode'] === '1' && stream.pix_fmt === 'yuv420p';
  const pixelFormat =
    hidesAlpha && context.readsHiddenAlpha(stream.codec_name ?? '') ? 'yuva420p' : (stream.pix_fmt ?? null);
  return {
    ...trackFacts(stream, context),
    codedWidth: width,
    codedHeight: height,
    displayWidth: turned ? height : squareWidth,
    displayHeight: turned ? squareWidth : height,
    rotationDegrees,
    sampleAspectRatio,
    pixelFormat,
    bitDepth: bitDepthOf(stream),
    averageFrameRate: null,
    constantFrameRate: null,
    timeBase: parseFraction(stream.time_base) ?? fraction(1, 90_000),
    frameCount: 0,
    firstFrameSeconds: 0,
    shownSeconds: 0,
    longestKeyframeGapSeconds: null,
    interlaced: interlacingOf(stream),
    colorRange: stream.color_range ?? null,
    colorSpace: stream.color_space ?? null,
    colorPrimaries: stream.color_primaries ?? null,
    colorTransfer: stream.color_transfer ?? null,
    dynamicRange:
      stream.color_transfer === 'smpte2084' ? 'pq' : stream.color_transfer === 'arib-std-b67' ? 'hlg' : 'sdr',
    hasAlpha: hidesAlpha || /^(yuva|rgba|argb|bgra|abgr|gbrap|ya)/.test(pixelFormat ?? ''),
    ...sphericalFacts(stream, context.spatial.spherical.get(stream.index)),
  };
};

export const audioFacts = (stream: FfprobeStream, context: TrackContext): AudioTrack | undefined => {
  const facts = trackFacts(stream, context);
  const channels = stream.channels ?? 0;
  const sampleRateHz = numberOf(stream.sample_rate) ?? 0;
  if (channels <= 0 || sampleRateHz <= 0) return undefined;
  const ambisonicOrder = context.spatial.audio.get(stream.index)?.order;
  return {
    ...{ ...facts, channels, channelLayout: stream.channel_layout ?? null, sampleRateHz },
    ...(ambisonicOrder === undefined ? {} : { ambisonicOrder }),
  };
};

export const textFacts = (stream: FfprobeStream, context: TrackContext): TextTrack => ({
  ...trackFacts(stream, context),
  isForced: stream.disposition?.['forced'] === 1,
});

/** Nobody looks for a place among more. */
const MOST_CHAPTERS = 1000;

export const chapterFacts = (
  chapters: NonNullable<FfprobeAnswer['chapters']>,
  startSeconds: number,
): Probe['chapters'] => {
  const fromStart = (time: string | undefined): number =>
    Math.round(((numberOf(time) ?? startSeconds) - startSeconds) * 1e6) / 1e6;
  return chapters.slice(0, MOST_CHAPTERS).map((chapter) => ({
    startSeconds: fromStart(chapter.start_time),
    endSeconds: fromStart(chapter.end_time),
    title: shownText(chapter.tags?.['title']),
  }));
};

/** ffprobe turns counter-clockwise; viewers, and we, count clockwise. */
const rotationOf = (stream: FfprobeStream): VideoTrack['rotationDegrees'] => {
  const stored = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const quarterTurns = (((Math.round(-stored / 90) % 4) + 4) % 4) as 0 | 1 | 2 | 3;
  return ([0, 90, 180, 270] as const)[quarterTurns];
};

const bitDepthOf = (stream: FfprobeStream): number => {
  const raw = numberOf(stream.bits_per_raw_sample);
  if (raw !== undefined && raw > 0) return raw;
  const named = /(?:p|gray|gbrp|rgb|bgr)(9|10|12|14|16|48|64)(?:le|be)?$/.exec(stream.pix_fmt ?? '')?.[1];
  if (named === '48' || named === '64') return 16;
  return named === undefined ? 8 : Number(named);
};

const interlacingOf = (stream: FfprobeStream): VideoTrack['interlaced'] => {
  if (stream.field_order === 'tt' || stream.field_order === 'tb') return 'top-first';
  if (stream.field_order === 'bb' || stream.field_order === 'bt') return 'bottom-first';
  return 'progressive';
};
