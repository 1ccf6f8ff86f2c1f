import type { QualityReport } from '@reelmill/core';
import { formatClock } from '../design/format.ts';
import styles from './quality-card.module.css';
import { CHART, curveOf, fewer } from './quality-curve.ts';

/** How close one rendition is to the source over time: the mean of each second, and down to its worst picture. */
export const QualityChart = ({
  report,
  rendition,
}: {
  readonly report: QualityReport;
  readonly rendition: QualityReport['renditions'][number];
}) => {
  const points = fewer(rendition.series);
  const { line, area, floor } = curveOf(points, report.durationSeconds);
  const [worst] = rendition.worst;
  const x = (seconds: number): number => (seconds / Math.max(1, report.durationSeconds)) * CHART.width;
  const { black, freezes } = report.source;
  const targetY =
    report.targetSsim !== null && report.targetSsim > floor
      ? ((1 - report.targetSsim) / (1 - floor)) * CHART.height
      : null;
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`SSIM of ${rendition.name} over ${formatClock(report.durationSeconds)}: ${rendition.ssim.toFixed(3)} on average${worst ? `, lowest ${worst.ssim.toFixed(3)} at ${formatClock(worst.atSeconds)}` : ''}.`}
      >
        {[...black, ...freezes].map(({ startSeconds, endSeconds }) => (
          <rect
            key={`${startSeconds}-${endSeconds}`}
            className={styles.band}
            x={x(startSeconds)}
            width={x(endSeconds - startSeconds)}
            height={CHART.height}
          />
        ))}
        <path className={styles.area} d={area} />
        {targetY === null ? null : (
          <line className={styles.target} x1={0} x2={CHART.width} y1={targetY} y2={targetY} />
        )}
        <path className={styles.curve} d={line} />
      </svg>
      <figcaption className={styles.caption}>
        <span>0:00</span>
        <span>
          SSIM from {floor.toFixed(2)} to 1, down to each second’s worst picture
          {targetY === null ? '' : '; dashed: the target'}
          {black.length + freezes.length > 0 ? '; grey: black or standing still' : ''}
        </span>
        <span>{formatClock(report.durationSeconds)}</span>
      </figcaption>
    </figure>
  );
};
