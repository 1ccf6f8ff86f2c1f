import { type RefObject, useEffect } from 'react';

const LOOK_EVERY_MS = 1000;
const PATIENCE_MS = 5000;
const NUDGE_SECONDS = 0.1;
/** Sound may be a segment behind the pictures. */
const NEAR_END_SECONDS = 6;

/**
 * A player can wait for ever without an error, for data that will not come (shared browser anchors). When time stands
 * still although it should run, it is taken over the hole if there is more behind it; otherwise `onStarved` is told,
 * with how often that happened in a row, from 0. Near the end of what has been made, waiting is no fault.
 */
export const useStallWatchdog = (
  video: RefObject<HTMLVideoElement | null>,
  onStarved: (attempt: number) => void,
  madeUntilSeconds: number | null,
): void => {
  useEffect(() => {
    let lastTime = -1;
    let stillSince = Date.now();
    let attempts = 0;
    const timer = setInterval(() => {
      const element = video.current;
      const isMoving = element !== null && element.currentTime !== lastTime;
      const isForMore =
        madeUntilSeconds !== null && (element?.currentTime ?? 0) > madeUntilSeconds - NEAR_END_SECONDS;
      if (!element || element.paused || element.ended || element.seeking || isMoving || isForMore) {
        if (isMoving) attempts = 0;
        lastTime = element?.currentTime ?? -1;
        stillSince = Date.now();
        return;
      }
      if (Date.now() - stillSince < PATIENCE_MS) return;
      stillSince = Date.now();
      const next = nextPlayable(element);
      if (next !== null) {
        element.currentTime = next;
        // Being put forward is not yet playing.
        lastTime = element.currentTime;
      } else {
        onStarved(attempts);
        attempts += 1;
      }
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [video, onStarved, madeUntilSeconds]);
};

/** Seconds at which buffered media goes on behind the current spot; null when there is none. */
const nextPlayable = ({ buffered, currentTime }: HTMLVideoElement): number | null => {
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) > currentTime) return buffered.start(i) + NUDGE_SECONDS / 10;
    if (buffered.end(i) > currentTime + NUDGE_SECONDS * 2) return currentTime + NUDGE_SECONDS;
  }
  return null;
};
