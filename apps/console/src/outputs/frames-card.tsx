import type { Output } from '@reelmill/core';
import { OutputRow } from './output-row.tsx';

/** Raw frames for a small display, as one zip. */
export const FramesCard = ({ output }: { readonly output: Extract<Output, { kind: 'frames' }> }) => (
  <OutputRow
    name={output.name}
    facts={[
      `${output.width}×${output.height} RGB565`,
      `${output.frameCount} ${output.frameCount === 1 ? 'frame' : 'frames'}`,
      `${output.frameRate} fps`,
      ...(output.isReplacement ? ['put in place by hand'] : []),
    ]}
    sizeBytes={output.sizeBytes}
    download={{ url: output.url, fileName: `${output.slug}.zip` }}
  />
);
