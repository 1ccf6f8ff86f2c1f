import type { Output } from '@reelmill/core';
import { OutputRow } from './output-row.tsx';

/** The player shows it along its timeline; here it is named, and its WebVTT can be had for other players. */
export const StoryboardCard = ({ output }: { readonly output: Extract<Output, { kind: 'storyboard' }> }) => {
  const [sheet] = output.sheets;
  return (
    <OutputRow
      name={output.name}
      {...(sheet ? { picture: sheet.url } : {})}
      facts={[
        output.tileCount === 1 ? '1 picture' : `${output.tileCount} pictures`,
        `${output.tileWidth}×${output.tileHeight}`,
      ]}
      sizeBytes={output.sizeBytes}
      download={{ url: output.url }}
    />
  );
};
