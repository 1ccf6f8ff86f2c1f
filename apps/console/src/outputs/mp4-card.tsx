import type { Output } from '@reelmill/core';
import type { ReactNode } from 'react';
import { formatClock, formatPercent } from '../design/format.ts';
import { OutputRow } from './output-row.tsx';

/** A video in one file, with what it saves against the original. `children` say more below. */
export const Mp4Card = ({
  output,
  children,
}: {
  readonly output: Extract<Output, { kind: 'proxy' | 'tier' }>;
  readonly children?: ReactNode;
}) => (
  <OutputRow
    name={output.name}
    facts={[
      output.width === null ? 'sound only' : `${output.width}×${output.height}`,
      ...(output.frameRate === null ? [] : [`${Math.round(output.frameRate * 100) / 100} fps`]),
      formatClock(output.durationSeconds),
      ...(output.isReplacement ? ['put in place by hand'] : []),
      ...(output.sourceSizeBytes === 0
        ? []
        : [`${formatPercent(output.sizeBytes / output.sourceSizeBytes)} of the original`]),
    ]}
    sizeBytes={output.sizeBytes}
    download={{ url: output.url, fileName: `${output.name}.mp4` }}
  >
    {children}
  </OutputRow>
);
