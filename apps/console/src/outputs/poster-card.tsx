import type { Output } from '@reelmill/core';
import { OutputRow } from './output-row.tsx';

export const PosterCard = ({ output }: { readonly output: Extract<Output, { kind: 'poster' }> }) => (
  <OutputRow
    name={output.name}
    picture={output.url}
    facts={[`${output.width}×${output.height}`]}
    sizeBytes={output.sizeBytes}
    download={{ url: output.url }}
  />
);
