import { joinScores, type QualityScore, type WeighedScore } from './quality-score.ts';

/** One picture, as ffmpeg's filters scored it. */
export interface FrameScore {
  /** When it is shown, from the first picture of all. */
  readonly atSeconds: number;
  readonly ssim: number;
  readonly mse: number;
  readonly vmaf: number | null;
}

export interface SecondScore extends QualityScore {
  /** A whole number of seconds from the first picture of all. */
  readonly atSeconds: number;
  readonly frames: number;
}

/** Pictures at 2.9999996 belong to second 3: containers round. */
const SLACK_SECONDS = 0.0005;

export const scoreOfFrames = (frames: readonly FrameScore[]): WeighedScore =>
  joinScores(frames.map((frame) => ({ ...frame, frames: 1, lowestSsim: frame.ssim })));

/** The pictures of each second that has some, together. */
export const scoreBySecond = (frames: readonly FrameScore[]): readonly SecondScore[] =>
  [...Map.groupBy(frames, ({ atSeconds }) => Math.floor(atSeconds + SLACK_SECONDS))].map(
    ([atSeconds, shown]) => ({ atSeconds, ...scoreOfFrames(shown) }),
  );
