import type { QualityReport } from '@reelmill/core';

type Series = QualityReport['renditions'][number]['series'];
export type CurvePoint = Pick<Series[number], 'atSeconds' | 'ssim' | 'lowestSsim'>;

/** In units of the drawing, which is stretched to where it stands. */
export const CHART = { width: 600, height: 120 } as const;

const MOST_POINTS = 300;

/** At most 300 points; of several seconds the worst is kept, which is what one looks for. */
export const fewer = (series: Series): readonly CurvePoint[] => {
  const together = Math.ceil(series.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(series.length / Math.max(1, together)) }, (_, index) => {
    const some = series.slice(index * together, (index + 1) * together);
    return {
      atSeconds: some[0]?.atSeconds ?? 0,
      ssim: Math.min(...some.map(({ ssim }) => ssim)),
      lowestSsim: Math.min(...some.map(({ lowestSsim }) => lowestSsim)),
    };
  });
};

/** SVG paths of the seconds' means, and of what lies between them and the worst pictures. `floor`: SSIM at the bottom. */
export const curveOf = (
  points: readonly CurvePoint[],
  durationSeconds: number,
): { readonly line: string; readonly area: string; readonly floor: number } => {
  const lowest = Math.min(0.95, ...points.map(({ lowestSsim }) => lowestSsim));
  const floor = Math.max(0, Math.floor(lowest * 20) / 20);
  // The middle of the second: a clip of one second is a dot in the middle.
  const place = (atSeconds: number, ssim: number): string => {
    const x = ((atSeconds + 0.5) / Math.max(1, durationSeconds)) * CHART.width;
    const y = ((1 - Math.max(floor, ssim)) / (1 - floor)) * CHART.height;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const means = points.map(({ atSeconds, ssim }) => place(atSeconds, ssim));
  const worst = points.map(({ atSeconds, lowestSsim }) => place(atSeconds, lowestSsim));
  return {
    floor,
    line: means.length > 0 ? `M${means.join('L')}` : '',
    area: means.length > 0 ? `M${[...means, ...worst.toReversed()].join('L')}Z` : '',
  };
};
