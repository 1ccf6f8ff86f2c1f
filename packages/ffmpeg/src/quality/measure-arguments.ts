import { MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { alphaDecoder } from '../input/alpha-decoder.ts';
import { inputArguments } from '../input/input-arguments.ts';
import { type CompareRequest, compareGraph } from './compare-graph.ts';

const LIMITS = { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS };

/**
 * One decode of the chunk's source against any number of encodes of it, which lie in the output folder as `files`. One
 * thread everywhere: sums of slices depend on how many there are. Pure.
 */
export const measureArguments = (
  request: CompareRequest,
  files: readonly string[],
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { decodeFromSeconds, trackIndex } = request.chunk.range;
  const [params] = request.chunk.rungs;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error'],
    ...['-progress', 'pipe:1', '-stats_period', '0.25', '-filter_complex_threads', '1'],
    ...(decodeFromSeconds === null ? [] : ['-noaccurate_seek', '-ss', String(decodeFromSeconds)]),
    ...(params ? alphaDecoder(params.picture, trackIndex) : []),
    ...['-threads', '1', ...inputArguments(paths.input, LIMITS)],
    ...files.flatMap((file) => ['-threads', '1', ...inputArguments(`${paths.output}/${file}`, LIMITS)]),
    ...['-filter_complex', compareGraph(request, paths.output)],
    ...request.comparisons.flatMap((_, index) => [
      ...['-map', `[score${index}]`, '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ]),
  ];
};
