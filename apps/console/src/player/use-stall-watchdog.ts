import { type RefObject, useEffect } from 'react';

const LOOK_EVERY_MS = 1000;
const PATIENCE_MS = 6000;
const NUDGE_SECONDS = 0.1;

/**
 * A player can wait for ever without an error, for data that will not come (shared browser anchors). When time stands
 * still although it should run, it is nudged over the spot.
 */
export const useStallWatchdog = (video: RefObject<HTMLVideoElement | null>): void => {
  useEffect(() => {
    let lastTime = -1;
    let stillSince = Date.now();
    const timer = setInterval(() => {
      const element = video.current;
      if (
        !element ||
        element.paused ||
        element.ended ||
        element.seeking ||
        element.currentTime !== lastTime
      ) {
        lastTime = element?.currentTime ?? -1;
        stillSince = Date.now();
        return;
      }
      const { buffered, currentTime } = element;
      const hasMore = buffered.length > 0 && buffered.end(buffered.length - 1) > currentTime + NUDGE_SECONDS;
      if (hasMore && Date.now() - stillSince > PATIENCE_MS) {
        element.currentTime = currentTime + NUDGE_SECONDS;
        stillSince = Date.now();
      }
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [video]);
};
