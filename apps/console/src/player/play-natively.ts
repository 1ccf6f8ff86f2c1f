/** Gives the stream to the browser's own HLS, to go on where the one before stood. Returns how to stop listening. */
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

/** Without an address nothing more is loaded. */
export const stopNatively = (element: HTMLVideoElement | null): void => {
  element?.removeAttribute('src');
  element?.load();
};
