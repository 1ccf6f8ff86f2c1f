import { ok, type Result } from '../failure/result.ts';
import { toNumber } from '../media/fraction.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { VideoIndex } from '../media/source-index.ts';
import type { StillFormat, StillParams } from '../steps/still.ts';
import { bytesOfJumps } from './bytes-of-range.ts';
import type { ByteRange, Capabilities, PlannedOutput, PlanSource, Publication } from './plan.ts';
import { planPicture } from './plan-picture.ts';
import { requireEncoders } from './require-encoders.ts';

/** Stills to take, and how. */
export interface StillWish {
  /** From the first picture of the video. */
  readonly atSeconds: readonly number[] | 'best';
  readonly maxWidth: number;
  readonly format: StillFormat;
}

/** Spread over the video, one of so many is the best. */
const CANDIDATES = 12;
/** CPU seconds of a still of a 1080p source, measured. */
export const STILL_WORK = 0.4;

/** Stills of the picture track, or the cover art where there is none. */
export const planStill = (
  wish: StillWish,
  publishes: Publication,
  source: PlanSource,
): Result<PlannedOutput> => {
  const able = requireStillEncoder(wish.format, source.capabilities);
  if (!able.ok) return able;
  const { video, facts } = source;
  const times = video ? timesOf(wish, video, facts.videoIndex) : null;
  const params = video && times ? stillParams(wish, times, video) : coverParams(wish, source);
  if (!params) {
    const note = `There is no ${publishes.name}: the file holds sound only and no cover picture.`;
    return ok({ steps: [], notes: [note] });
  }
  const bytes = bytesOfStill(params, facts.videoIndex);
  return ok({
    steps: [
      {
        key: publishes.name,
        kind: 'still',
        params,
        inputs: { source: bytes ? { bytes } : 'source' },
        batch: null,
        lane: 'light',
        work: STILL_WORK * (params.atSeconds?.length ?? 1),
        publishes,
      },
    ],
    notes: notesOn(wish, publishes, params),
  });
};

/** One picture, upright, with square pixels, never enlarged. Equal wishes for equal sources are the same step. */
export const stillParams = (
  wish: StillWish,
  atSeconds: readonly number[],
  video: VideoTrack,
): StillParams => {
  const scale = Math.min(1, wish.maxWidth / video.displayWidth);
  return {
    trackIndex: video.index,
    firstFrameSeconds: roundToMicroseconds(video.firstFrameSeconds),
    atSeconds: atSeconds.map((seconds) => roundToMicroseconds(Math.min(seconds, lastPicture(video)))),
    keep: wish.atSeconds === 'best' ? 'best' : 'each',
    format: wish.format,
    width: Math.max(1, Math.round(video.displayWidth * scale)),
    height: Math.max(1, Math.round(video.displayHeight * scale)),
    picture: { ...planPicture(video), keepOneFrameIn: 1 },
  };
};

/** What is read of the source for such a step; undefined where nobody knows. */
export const bytesOfStill = (
  { atSeconds }: StillParams,
  index: VideoIndex | null,
): readonly ByteRange[] | undefined => (index && atSeconds ? bytesOfJumps(index, atSeconds) : undefined);

/** Fails where this machine's ffmpeg cannot write the format. JPEG it always can. */
export const requireStillEncoder = (format: StillFormat, capabilities: Capabilities): Result<void> => {
  switch (format) {
    case 'jpeg':
      return ok(undefined);
    case 'webp':
      return requireEncoders(['libwebp'], capabilities, 'a WebP picture');
    case 'avif':
      return requireEncoders(['libaom-av1'], capabilities, 'an AVIF picture');
  }
};

/** Half a picture early, so that a container's rounding does not hide the last one. */
const lastPicture = ({ constantFrameRate, frameCount, shownSeconds }: VideoTrack): number =>
  constantFrameRate ? Math.max(0, (frameCount - 1.5) / toNumber(constantFrameRate)) : shownSeconds;

const timesOf = (wish: StillWish, video: VideoTrack, index: VideoIndex | null): readonly number[] => {
  const { shownSeconds } = video;
  if (wish.atSeconds === 'best') return candidates(shownSeconds, index);
  const within = wish.atSeconds.filter((seconds) => seconds < shownSeconds);
  return within.length > 0 ? within : [shownSeconds / 2];
};

/** At keyframes, where one picture is all there is to decode. */
const candidates = (shownSeconds: number, index: VideoIndex | null): readonly number[] => {
  const times = Array.from(
    { length: CANDIDATES },
    (_, position) => ((position + 0.5) * shownSeconds) / CANDIDATES,
  );
  if (!index?.isSeekable) return times;
  const keyframes = times.map((seconds) => index.keyframeSeconds[Math.floor(seconds)] ?? seconds);
  return [...new Set(keyframes.map((seconds) => Math.max(0, seconds)))];
};

const coverParams = (wish: StillWish, { facts: { probe } }: PlanSource): StillParams | undefined =>
  probe.coverTrackIndex === null
    ? undefined
    : {
        trackIndex: probe.coverTrackIndex,
        firstFrameSeconds: 0,
        atSeconds: null,
        keep: 'each',
        format: wish.format,
        width: wish.maxWidth,
        height: wish.maxWidth,
        picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
      };

const notesOn = ({ atSeconds }: StillWish, { name }: Publication, params: StillParams): readonly string[] => {
  if (params.atSeconds === null) return [`The ${name} is the cover picture of the file.`];
  if (atSeconds === 'best' || atSeconds.length === 1) return [];
  const left = atSeconds.length - params.atSeconds.length;
  return left > 0
    ? [`Left out of the ${name} because the video is over by then: ${left} of ${atSeconds.length} times.`]
    : [];
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
