import { CONTAINERS, type Output } from '@reelmill/core';
import { formatClock } from '../design/format.ts';
import { OutputRow } from './output-row.tsx';

/** A converted file: what it is, how loud where that was asked for, and its download. */
export const ConvertCard = ({ output }: { readonly output: Extract<Output, { kind: 'convert' }> }) => (
  <OutputRow
    name={output.name}
    {...(output.container === 'gif' || output.container === 'webp' ? { picture: output.url } : {})}
    facts={[
      CONTAINERS[output.container].label,
      ...[output.videoCodec, output.audioCodec].filter(
        (codec) => codec !== null && codec !== output.container,
      ),
      ...(output.width === null ? [] : [`${output.width}×${output.height}`]),
      ...(output.frameRate === null ? [] : [`${Math.round(output.frameRate * 100) / 100} fps`]),
      formatClock(output.durationSeconds),
      ...(output.loudness?.result.integratedLufs == null
        ? []
        : [`${output.loudness.result.integratedLufs.toFixed(1)} LUFS`]),
    ].map(String)}
    sizeBytes={output.sizeBytes}
    download={{ url: output.url, fileName: output.fileName }}
  />
);
