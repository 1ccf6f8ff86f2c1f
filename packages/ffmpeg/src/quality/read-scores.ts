import type { FrameScore } from '@reelmill/core';

/**
 * Reads what ffmpeg's `metadata` filter wrote of `ssim` and `psnr`: a line that names the picture, then a line for each
 * score. `vmaf` is the list of the same pictures by libvmaf. Undefined when a picture has no score.
 */
export const readScores = (
  text: string,
  startSeconds: number,
  vmaf: readonly number[] | null,
): readonly FrameScore[] | undefined => {
  const frames = text
    .split(/^frame:/m)
    .slice(1)
    .map((block, index) => ({
      atSeconds: startSeconds + numberAfter(block, 'pts_time:'),
      ssim: numberAfter(block, 'lavfi.ssim.All='),
      mse: numberAfter(block, 'lavfi.psnr.mse_avg='),
      vmaf: vmaf === null ? null : (vmaf[index] ?? Number.NaN),
    }));
  const isWhole = frames.every((frame) =>
    Object.values(frame).every((value) => value === null || Number.isFinite(value)),
  );
  return isWhole ? frames : undefined;
};

const numberAfter = (block: string, name: string): number => {
  const at = block.indexOf(name);
  return at < 0 ? Number.NaN : Number.parseFloat(block.slice(at + name.length));
};

interface VmafLog {
  readonly frames?: readonly { readonly metrics?: { readonly vmaf?: unknown } }[];
}

/** Reads libvmaf's JSON log; undefined when it is none. */
export const readVmaf = (text: string): readonly number[] | undefined => {
  try {
    return (JSON.parse(text) as VmafLog).frames?.map(({ metrics }) => Number(metrics?.vmaf));
  } catch {
    return undefined;
  }
};
