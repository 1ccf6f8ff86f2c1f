import { z } from 'zod';

/** How close pictures are to what they were made from. */
export const QualityScoreSchema = z.object({
  /** Mean structural similarity of luma and chroma, as ffmpeg's `ssim` gives it for `All`: 1 for equal pictures. */
  ssim: z.number(),
  /** Of the worst picture. */
  lowestSsim: z.number(),
  /** Mean squared error of luma and chroma, in steps of 8 bits: 0 for equal pictures. */
  mse: z.number().nonnegative(),
  /** Mean VMAF, 0 to 100; null where ffmpeg was built without it. */
  vmaf: z.number().nullable(),
});
export type QualityScore = Readonly<z.infer<typeof QualityScoreSchema>>;

export interface WeighedScore extends QualityScore {
  readonly frames: number;
}

/** The score of all pictures of several scores together. At least one picture. */
export const joinScores = (scores: readonly WeighedScore[]): WeighedScore => {
  const frames = scores.reduce((sum, score) => sum + score.frames, 0);
  if (frames === 0) throw new Error('a score is of at least one picture');
  const mean = (read: (score: WeighedScore) => number): number =>
    rounded(scores.reduce((sum, score) => sum + read(score) * score.frames, 0) / frames);
  return {
    frames,
    ssim: mean(({ ssim }) => ssim),
    lowestSsim: rounded(Math.min(...scores.map(({ lowestSsim }) => lowestSsim))),
    mse: mean(({ mse }) => mse),
    vmaf: scores.some(({ vmaf }) => vmaf === null) ? null : mean(({ vmaf }) => vmaf ?? 0),
  };
};

/** Pictures that are equal have no noise to measure; 8 bits do not get better than this. */
const HIGHEST_PSNR_DB = 100;

/** Peak signal-to-noise ratio of 8-bit pictures, in dB, from the mean error: 100 at the most. */
export const psnrDb = (mse: number): number =>
  mse === 0 ? HIGHEST_PSNR_DB : Math.min(HIGHEST_PSNR_DB, rounded(10 * Math.log10(255 ** 2 / mse)));

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
