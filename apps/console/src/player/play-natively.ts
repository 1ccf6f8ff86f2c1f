/**
 * Gives the stream to the browser's own HLS, where the one before stood. Returns how to take it away: the element keeps
 * its time for the next.
 */
export const playNatively = (element: HTMLVideoElement, url: string, onError: () => void): (() => void) => {
  const { currentTime, paused } = element;
  const goOn = (): void => {
    if (currentTime > 0) element.currentTime = currentTime;
    // A browser may refuse to go on by itself; the play button is there.
    if (!paused) element.play().catch(() => undefined);
  };
  element.addEventListener('error', onError);
  element.addEventListener('loadedmetadata', goOn, { once: true });
  element.src = url;
  return () => {
    element.removeEventListener('error', onError);
    element.removeEventListener('loadedmetadata', goOn);
  };
};
