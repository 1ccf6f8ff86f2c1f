import { formatBytes } from '@reelmill/core';
import type { StoreReport } from '@reelmill/engine';
import { printable } from '../terminal/format.ts';

/** What was found, a line each, as people read it. */
export const describeReport = (report: StoreReport): readonly string[] => {
  const garbageBytes = report.unreferenced.reduce((sum, blob) => sum + blob.sizeBytes, 0);
  return [
    `${report.checkedBlobs} blobs read (${formatBytes(report.checkedBytes)}), ${report.damaged.length} damaged, ${report.unreferenced.length} unreferenced (${formatBytes(garbageBytes)})`,
    ...report.damaged.map(
      ({ digest, damage, expectedBytes, foundBytes }) =>
        `  ${damage.padEnd(8)} ${digest}  ${sizes(expectedBytes, foundBytes)}`,
    ),
    ...report.artifacts.map(({ digest, steps }) => {
      const [first] = steps;
      const others = new Set(steps.map(({ job }) => job.id)).size - 1;
      return `  needed by ${first?.stepKey} of ${first?.job.id}${others > 0 ? ` and ${others} more jobs` : ''} (artifact ${digest.slice(0, 8)}…)`;
    }),
    ...report.sources.map(
      (asset) => `  the source of ${asset.id} (${printable(asset.name)}) is damaged: upload it again`,
    ),
    ...report.replacements.map(
      ({ assetId, name }) => `  the file in place of "${name}" of ${assetId} is damaged: put it there again`,
    ),
  ];
};

const sizes = (expected: number | null, found: number | null): string => {
  if (found === null) return `${formatBytes(expected ?? 0)} are gone`;
  return expected === null
    ? `${formatBytes(found)}, named by nothing`
    : `${found} of ${expected} bytes are there`;
};

/** The same for programs. */
export const reportAsJson = (report: StoreReport) => ({
  checked: { blobs: report.checkedBlobs, bytes: report.checkedBytes },
  damaged: report.damaged,
  unreferenced: report.unreferenced.map(({ digest, sizeBytes }) => ({ digest, sizeBytes })),
  artifacts: report.artifacts.map(({ digest, steps }) => ({
    digest,
    steps: steps.map(({ job, stepKey }) => `${job.id}/${stepKey}`),
  })),
  sources: report.sources.map(({ id, name, sourceDigest }) => ({ assetId: id, name, digest: sourceDigest })),
  replacements: report.replacements.map(({ assetId, name, digest }) => ({ assetId, name, digest })),
});
