import { type EncodeVideoParams, MAX_PIXELS, MAX_TRACKS, type Rung, toNumber } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { pictureFilters, scaleTo } from '../picture/picture-filters.ts';

/** Beyond any keyframe distance we force ourselves. */
const NO_KEYFRAMES_OF_ITS_OWN = 100_000;

/** Decoders' buffer, as a multiple of the bitrate cap: two seconds. */
const BUFFER_SECONDS = 2;

/** The file a rung is written to, inside the output folder. */
export const rungFile = (rung: Rung): string => `${rung.name}.mp4`;

/**
 * One decode feeding every rung: each is scaled from the one above it (cascade), encoded, and written as fragmented MP4
 * with one fragment a segment. Pure.
 */
export const videoArguments = (
  params: EncodeVideoParams,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...['-progress', 'pipe:1', '-stats_period', '0.25'],
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-filter_complex', filterGraph(params)],
  ...params.rungs.flatMap((rung, index) => outputArguments(params, rung, index, paths.output)),
];

const filterGraph = (params: EncodeVideoParams): string => {
  const { rungs } = params;
  const chains = rungs.map((rung, index) => {
    const isLast = index === rungs.length - 1;
    const from = index === 0 ? `[0:${params.trackIndex}]` : `[next${index}]`;
    // The first picture that decodes is shown at 0: a stream cut in mid-GOP would otherwise start with a hole.
    const before = index === 0 ? ['setpts=PTS-STARTPTS', ...pictureFilters(params.picture)] : [];
    const filters = [
      ...before,
      ...scaleTo(rung.width, rung.height, index === 0 && params.picture.isFullRange),
      ...(isLast ? [] : ['split']),
    ].join(',');
    return `${from}${filters}[out${index}]${isLast ? '' : `[next${index + 1}]`}`;
  });
  return chains.join(';');
};

const outputArguments = (
  params: EncodeVideoParams,
  rung: Rung,
  index: number,
  folder: string,
): readonly string[] => [
  ...['-map', `[out${index}]`],
  ...['-map_metadata', '-1', '-map_chapters', '-1'],
  ...['-c:v', 'libx264', '-preset', params.video.preset, '-crf', String(params.video.crf)],
  ...['-maxrate', String(rung.maxBitrateBps), '-bufsize', String(rung.maxBitrateBps * BUFFER_SECONDS)],
  ...['-profile:v', 'high'],
  // Keyframes at segment starts and nowhere else, so that every rung can be switched at every segment.
  ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-keyint_min', '1', '-sc_threshold', '0'],
  // Half a millisecond of slack: 120 × 1/30 is a hair less than 4 in floating point.
  ...['-force_key_frames', `expr:gte(t+0.0005,n_forced*${params.segmentSeconds})`],
  // Every frame keeps its own time: none is doubled or dropped, whatever the rate does.
  ...['-fps_mode', 'vfr', '-enc_time_base', `${params.timeBase.num}:${params.timeBase.den}`],
  ...['-frames:v', String(params.maxFrames)],
  ...lastFrameDuration(params),
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
  // delay_moov writes the edit list that makes the presentation start at 0; empty_moov alone starts it 67 ms late
  // (shared browser anchors). One fragment a keyframe is one fragment a segment.
  ...['-movflags', '+frag_keyframe+default_base_moof+delay_moov+skip_trailer'],
  ...['-f', 'mp4', `file:${folder}/${rungFile(rung)}`],
];

/**
 * With a variable rate the encoder cannot know how long the last frame is shown, and guesses: a screen recording loses
 * its still end. The last packet is told to last until the track's end.
 */
const lastFrameDuration = (params: EncodeVideoParams): readonly string[] => {
  const tickSeconds = toNumber(params.timeBase);
  const isConstant = Math.abs(params.expectedFrames * tickSeconds - params.durationSeconds) < tickSeconds / 2;
  if (isConstant) return [];
  const last = params.expectedFrames - 1;
  const untilEnd = `max(1,round(${params.durationSeconds}/TB)-(DTS-STARTDTS))`;
  return ['-bsf:v', `setts=duration=if(eq(N\\,${last})\\,${untilEnd.replaceAll(',', '\\,')}\\,DURATION)`];
};
