import { type AnalyseParams, MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { filterValue } from '../quality/compare-graph.ts';

/** Names inside the output folder. */
export const PICTURE_EVENTS_FILE = 'picture.txt';
export const SOUND_EVENTS_FILE = 'sound.txt';

/** Enough to see black and standing still by, and quick. */
const LONG_SIDE = 320;

/**
 * Looks a whole source through once for what is odd about it. Events go to files; loudness is what ebur128 says at the
 * end on stderr, hence the chatty log. How long an event has to be is for the reader to say. Pure.
 */
export const analyseArguments = (
  params: AnalyseParams,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { videoTrackIndex, audioTrackIndex, zeroSeconds } = params;
  const written = (file: string): string => `mode=print:file=${filterValue(`${paths.output}/${file}`)}`;
  const zero = `PTS-(${zeroSeconds})/TB`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info'],
    ...['-progress', 'pipe:1', '-stats_period', '0.25'],
    ...['-threads', '1', ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS })],
    ...(videoTrackIndex === null
      ? []
      : [
          ...['-map', `0:${videoTrackIndex}`, '-vf'],
          [
            `setpts=${zero}`,
            `scale=w='min(iw,${LONG_SIDE})':h=-2:flags=area`,
            'format=yuv420p',
            // Of no length, so that the end of one that has begun is always told.
            'blackdetect=d=0:pic_th=0.98:pix_th=0.1',
            'freezedetect=n=0.001:d=2',
            `metadata=${written(PICTURE_EVENTS_FILE)}`,
          ].join(','),
          ...['-fps_mode', 'passthrough', '-f', 'null', '-'],
        ]),
    ...(audioTrackIndex === null
      ? []
      : [
          ...['-map', `0:${audioTrackIndex}`, '-af'],
          [
            `asetpts=${zero}`,
            'silencedetect=n=-50dB:d=1',
            `ametadata=${written(SOUND_EVENTS_FILE)}`,
            'ebur128=peak=true:framelog=verbose',
          ].join(','),
          ...['-f', 'null', '-'],
        ]),
  ];
};
