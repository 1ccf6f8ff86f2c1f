import {
  type EncodeVideoParams,
  type PictureSize,
  RESAMPLE_TIE_SECONDS,
  toNumber,
  type VideoEncoding,
} from '@reelmill/core';
import { deinterlaceFilters, type PixelFormat, pictureFilters, scaleTo } from '../picture/picture-filters.ts';
import type { ChunkRequest } from './chunk-request.ts';

/** A size the picture passes through, with the rungs that end there and the smaller sizes made from it. */
interface Scaling {
  readonly size: PictureSize;
  readonly rungs: number[];
  readonly smaller: Scaling[];
}

/**
 * Decoded pictures → those of the chunk, from time 0 → every rung's size. Rungs share the sizes their cascades have in
 * common; the pads are `[out0]`, `[out1]` … in the order of the rungs.
 */
export const filterGraph = ({ range, rungs }: ChunkRequest): string => {
  const [params] = rungs;
  if (!params) throw new Error('a chunk has at least one rung');
  const roots = scalingsOf(rungs);
  const source = [
    `[0:${range.trackIndex}]${chunkFilters({ range, rungs }, params).join(',')}`,
    ...(roots.length > 1 ? [`split=${roots.length}`] : []),
  ].join(',');
  const pads = roots.map((_, index) => `[source${index}]`);
  return [
    `${source}${pads.join('')}`,
    ...roots.flatMap((root, index) =>
      chains(root, `[source${index}]`, `${index}`, {
        isFullRange: params.picture.isFullRange,
        pixelFormat: pixelFormatFor(params.encoding),
      }),
    ),
  ].join(';');
};

const scalingsOf = (rungs: readonly EncodeVideoParams[]): readonly Scaling[] => {
  const roots: Scaling[] = [];
  rungs.forEach((params, rung) => {
    let level = roots;
    let reached: Scaling | undefined;
    for (const size of params.cascade) {
      reached = level.find((other) => other.size.width === size.width && other.size.height === size.height);
      if (!reached) {
        reached = { size, rungs: [], smaller: [] };
        level.push(reached);
      }
      level = reached.smaller;
    }
    reached?.rungs.push(rung);
  });
  return roots;
};

/** What the encoders take; those of a chunk take the same. */
const pixelFormatFor = (encoding: VideoEncoding): PixelFormat => {
  if (encoding.encoder === 'prores_ks') return 'yuv422p10le';
  return 'hdr' in encoding ? 'yuv420p10le' : 'yuv420p';
};

const chains = (
  scaling: Scaling,
  from: string,
  name: string,
  colours: { readonly isFullRange: boolean; readonly pixelFormat: PixelFormat },
): readonly string[] => {
  const { size, rungs, smaller } = scaling;
  const pads = [
    ...rungs.map((rung) => `[out${rung}]`),
    ...smaller.map((_, index) => `[size${name}_${index}]`),
  ];
  const filters = [
    ...scaleTo(size.width, size.height, colours.isFullRange, colours.pixelFormat),
    ...(pads.length > 1 ? [`split=${pads.length}`] : []),
  ];
  return [
    `${from}${filters.join(',')}${pads.join('')}`,
    ...smaller.flatMap((next, index) =>
      chains(next, `[size${name}_${index}]`, `${name}_${index}`, { ...colours, isFullRange: false }),
    ),
  ];
};

/** The new rate says nothing of how far apart the source's pictures are; no camera's are as close as this. */
const CUT_BEFORE_SECONDS = 0.0001;

/** Cuts are made half a tick before a picture's time, where no rounding of a container can bring it. */
const chunkFilters = ({ range }: ChunkRequest, params: EncodeVideoParams): readonly string[] => {
  const { picture, resample, timeBase, startTicks } = params;
  const halfTick = resample ? CUT_BEFORE_SECONDS : toNumber(timeBase) / picture.keepOneFrameIn / 2;
  const zero = range.decodeFromSeconds ?? 0;
  const startsAt = range.startSeconds - zero;
  const bounds = [
    ...(startTicks === 0 ? [] : [`start=${seconds(startsAt - halfTick)}`]),
    ...(range.endSeconds === null ? [] : [`end=${seconds(range.endSeconds - zero - halfTick)}`]),
  ];
  return [
    // Before the cut, so that the first picture of a chunk has its neighbours as well.
    ...deinterlaceFilters(picture),
    ...(bounds.length > 0 ? [`trim=${bounds.join(':')}`] : []),
    ...(resample ? ['settb=1/1000000'] : []),
    // The first picture that decodes is shown at 0: a stream cut in mid-GOP would otherwise start with a hole.
    startTicks === 0 ? 'setpts=PTS-STARTPTS' : `setpts=round(PTS-${seconds(startsAt)}/TB)`,
    ...resampleFilters(params),
    ...pictureFilters(picture),
  ];
};

/**
 * Every tick of the new rate shows the last picture rounded to it or before it, so that a chunk never needs a picture of
 * the one before. In microseconds, which round alike wherever decoding started. The last picture is held up to the
 * chunk's end.
 */
const resampleFilters = ({ resample, expectedFrames }: EncodeVideoParams): readonly string[] => {
  if (!resample) return [];
  const { rate, phaseSeconds } = resample;
  return [
    `setpts=PTS+round(${seconds(phaseSeconds + RESAMPLE_TIE_SECONDS)}/TB)`,
    `fps=${rate.num}/${rate.den}:start_time=0:round=near`,
    `tpad=stop=${expectedFrames}:stop_mode=clone`,
    `trim=end_frame=${expectedFrames}`,
  ];
};

const seconds = (value: number): string => value.toFixed(6);
