import type { StoryboardParams } from '@reelmill/core';

/** What a storyboard is made of, and where. */
export interface StoryboardRequest {
  readonly inputPath: string;
  readonly outputFolder: string;
  readonly params: StoryboardParams;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}
