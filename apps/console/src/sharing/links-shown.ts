import type { ApiError, Asset, NewPlaybackToken, PlaybackToken, Result } from '@reelmill/core';

/** What is said of links besides the list of them: the address just made, which is told once, and what went wrong. */
export interface LinksShown {
  readonly made: NewPlaybackToken | null;
  readonly problem: string | null;
}

export const NO_LINKS: LinksShown = { made: null, problem: null };

/** An address shown before stays where the next could not be made: nobody tells it again. */
export const afterMaking = (shown: LinksShown, answer: Result<NewPlaybackToken, ApiError>): LinksShown =>
  answer.ok ? { made: answer.value, problem: null } : { ...shown, problem: answer.error.message };

/** The address goes with its link, and stays while that is still good. */
export const afterTakingBack = (
  { made }: LinksShown,
  tokenId: PlaybackToken['id'],
  answer: Result<unknown, ApiError>,
): LinksShown =>
  answer.ok
    ? { made: made?.id === tokenId ? null : made, problem: null }
    : { made, problem: answer.error.message };

/** Whether there is a stream to link to, also one that is still being made. */
export const isWatchable = ({ outputs, job }: Pick<Asset, 'outputs' | 'job'>): boolean =>
  outputs.some(({ kind }) => kind === 'hls') || Boolean(job?.playable);
