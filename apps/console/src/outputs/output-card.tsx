import type { Output } from '@reelmill/core';
import type { ReactNode } from 'react';
import { ConvertCard } from './convert-card.tsx';
import { FramesCard } from './frames-card.tsx';
import { Mp4Card } from './mp4-card.tsx';
import { PosterCard } from './poster-card.tsx';
import { QualityCard } from './quality-card.tsx';
import { StoryboardCard } from './storyboard-card.tsx';
import { ThumbnailCard } from './thumbnail-card.tsx';
import { TierCard } from './tier-card.tsx';
import { ValidationCard } from './validation-card.tsx';

/** What is shown of an output, by its kind; null for those the page shows elsewhere. */
export const outputCard = (output: Output, assetId: string): ReactNode => {
  switch (output.kind) {
    case 'convert':
      return <ConvertCard output={output} />;
    case 'hls':
      return null;
    case 'poster':
      return <PosterCard output={output} />;
    case 'frames':
      return <FramesCard output={output} />;
    case 'validation':
      return <ValidationCard output={output} />;
    case 'proxy':
      return <Mp4Card output={output} />;
    case 'tier':
      return <TierCard assetId={assetId} output={output} />;
    case 'quality':
      return <QualityCard output={output} />;
    case 'storyboard':
      return <StoryboardCard output={output} />;
    case 'thumbnail':
      return <ThumbnailCard output={output} />;
  }
};
