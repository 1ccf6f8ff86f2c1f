import { describe, expect, it } from 'vitest';
import { readScores, readVmaf } from './read-scores.ts';

const picture = (n: number, at: string, ssim: string): string =>
  `frame:${n}    pts:${n}       pts_time:${at}\nlavfi.ssim.Y=0.1\nlavfi.ssim.All=${ssim}\nlavfi.ssim.dB=inf\nlavfi.psnr.mse_avg=6.956354\n`;

describe('scores of pictures', () => {
  it('are read with the time of each in the whole', () => {
    expect(readScores(picture(0, '0', '0.983327') + picture(1, '0.04', '1.000000'), 8, [91.5, 90])).toEqual([
      { atSeconds: 8, ssim: 0.983327, mse: 6.956354, vmaf: 91.5 },
      { atSeconds: 8.04, ssim: 1, mse: 6.956354, vmaf: 90 },
    ]);
  });

  it('are none where a picture has no score, or VMAF knows fewer of them', () => {
    expect(readScores('frame:0    pts:0       pts_time:0\nlavfi.ssim.All=0.9\n', 0, null)).toBeUndefined();
    expect(readScores(picture(0, '0', '0.9') + picture(1, '0.04', '0.9'), 0, [91.5])).toBeUndefined();
  });
});

describe('a log of VMAF', () => {
  it('is read picture by picture', () => {
    expect(readVmaf('{"frames":[{"frameNum":0,"metrics":{"vmaf":91.5}},{"metrics":{"vmaf":90}}]}')).toEqual([
      91.5, 90,
    ]);
    expect(readVmaf('{"frames":')).toBeUndefined();
  });
});
