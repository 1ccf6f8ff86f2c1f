import { type EncodeVideoParams, MAX_PIXELS, MAX_TRACKS, type Rung, toNumber } from '@reelmill/core';
import { alphaDecoder } from '../input/alpha-decoder.ts';
import { inputArguments } from '../input/input-arguments.ts';
import type { ChunkRequest } from './chunk-request.ts';
import { encoderArguments } from './encoder-arguments.ts';
import { filterGraph } from './filter-graph.ts';
import { deviceArguments, uploadFilters } from './hardware-arguments.ts';

/** The file a rung is written to, inside the output folder. */
export const rungFile = (rung: Rung): string => `${rung.name}.mp4`;

/** More than this is not the chunk: a header that lies, a ten-hour gap. */
export const mostFrames = (params: EncodeVideoParams): number => Math.ceil(params.expectedFrames * 1.02) + 60;

/**
 * One decode feeding every rung, each written as fragmented MP4 with one fragment a segment. One thread each: with more
 * of them x264's rate control gives other bytes every time (shared reliability anchors §4); chunks run side by side.
 * Pure.
 */
export const videoArguments = (
  chunk: ChunkRequest,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...['-progress', 'pipe:1', '-stats_period', '0.25', '-filter_complex_threads', '1'],
  ...deviceArguments(chunk.rungs.map((params) => params.encoding)),
  ...(chunk.range.decodeFromSeconds === null
    ? []
    : ['-noaccurate_seek', '-ss', String(chunk.range.decodeFromSeconds)]),
  ...sourceDecoder(chunk),
  ...['-threads', '1', ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS })],
  ...['-filter_complex', [filterGraph(chunk), ...chunk.rungs.flatMap(uploadChain)].join(';')],
  ...chunk.rungs.flatMap((params, index) => outputArguments(params, index, paths.output)),
];

const sourceDecoder = ({ range, rungs: [params] }: ChunkRequest): readonly string[] =>
  params ? alphaDecoder(params.picture, range.trackIndex) : [];

/** The last filters of a rung whose encoder has memory of its own. */
const uploadChain = ({ encoding }: EncodeVideoParams, index: number): readonly string[] => {
  const filters = uploadFilters(encoding);
  return filters.length > 0 ? [`[out${index}]${filters.join(',')}[up${index}]`] : [];
};

const outputPad = ({ encoding }: EncodeVideoParams, index: number): string =>
  uploadFilters(encoding).length > 0 ? `[up${index}]` : `[out${index}]`;

const outputArguments = (params: EncodeVideoParams, index: number, folder: string): readonly string[] => {
  const { rung, timeBase } = params;
  return [
    ...['-map', outputPad(params, index), '-map_metadata', '-1', '-map_chapters', '-1'],
    ...encoderArguments(params),
    ...['-force_key_frames', segmentStarts(params)],
    // Every frame keeps its own time: none is doubled or dropped, whatever the rate does.
    ...['-fps_mode', 'vfr', '-enc_time_base', `${timeBase.num}:${timeBase.den}`],
    ...['-frames:v', String(mostFrames(params))],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
    // frag_discont keeps the first picture's time, signed offsets and no edit list keep the others' readable.
    ...[
      '-movflags',
      '+frag_keyframe+default_base_moof+delay_moov+skip_trailer+frag_discont+negative_cts_offsets',
    ],
    ...containerArguments(params),
    `file:${folder}/${rungFile(rung)}`,
  ];
};

/** ProRes has a place in QuickTime's flavour alone, and would begin a fragment with each of its pictures. */
const containerArguments = ({ encoding, segmentSeconds }: EncodeVideoParams): readonly string[] =>
  encoding.encoder === 'prores_ks'
    ? ['-min_frag_duration', String(segmentSeconds * 1_000_000), '-use_editlist', '0', '-f', 'mov']
    : ['-use_editlist', '0', '-f', 'mp4'];

/** On the grid of the whole. Half a millisecond of slack: 120 × 1/30 is a hair less than 4 in floating point. */
const segmentStarts = ({ segmentSeconds, firstSegment, startTicks, timeBase }: EncodeVideoParams): string => {
  const behindGrid = startTicks * toNumber(timeBase) - (firstSegment - 1) * segmentSeconds;
  return `expr:gte(t+${(behindGrid + 0.0005).toFixed(6)},n_forced*${segmentSeconds})`;
};
