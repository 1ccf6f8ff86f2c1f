import type { ConvertAudioParams, SourceRange } from '@reelmill/core';

export interface SoundRequest {
  readonly range: SourceRange;
  readonly params: ConvertAudioParams;
}

/** The layouts ffmpeg mixes down to. */
const LAYOUTS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1' };

/**
 * The sound from where it is to begin, of exactly its length, with its number of channels: what is measured, and what is
 * encoded where nothing is normalised. Pure.
 */
export const soundFilters = ({ range, params }: SoundRequest): readonly string[] => {
  const { channels, sampleRateHz, startSeconds, durationSeconds } = params;
  const layout = LAYOUTS[channels];
  const start = Math.round((range.startSeconds + startSeconds) * 1e6) / 1e6;
  return [
    ...(start === 0 ? [] : [`asetpts=round(PTS-(${start})/TB)`]),
    // Sound before the start is cut, sound that begins later gets silence in front, holes are filled.
    `aresample=${sampleRateHz}:async=1:first_pts=0`,
    ...(layout === undefined ? [] : [`aformat=channel_layouts=${layout}`]),
    `apad=whole_dur=${durationSeconds}`,
    `atrim=end=${durationSeconds}`,
  ];
};

/** loudnorm raises the level as a whole where the loudness range asked for is as wide as what was measured. */
const WIDEST_RANGE_LU = 50;

/**
 * The second pass: the same gain from beginning to end where the peaks allow it, a limiter where they do not. It works
 * on 192 000 samples a second, so they are brought back. Pure.
 */
export const normaliseFilters = (
  { loudness, sampleRateHz }: ConvertAudioParams,
  measured: LoudnessFirstPass,
): readonly string[] =>
  loudness === null
    ? []
    : [
        [
          `loudnorm=I=${loudness.targetLufs}:TP=${loudness.truePeakDbtp}:LRA=${WIDEST_RANGE_LU}`,
          `measured_I=${measured.integratedLufs}:measured_TP=${measured.truePeakDbtp}`,
          `measured_LRA=${measured.rangeLu}:measured_thresh=${measured.thresholdLufs}`,
          `offset=${measured.offsetLu}:linear=true`,
        ].join(':'),
        `aresample=${sampleRateHz}`,
      ];

/** What loudnorm's first pass says; numbers throughout, as silence is not normalised. */
export interface LoudnessFirstPass {
  readonly integratedLufs: number;
  readonly truePeakDbtp: number;
  readonly rangeLu: number;
  readonly thresholdLufs: number;
  readonly offsetLu: number;
}
