import Hls from 'hls.js';
import { type RefObject, useEffect, useState } from 'react';

export interface Quality {
  /** hls.js's index of the level. */
  readonly level: number;
  readonly label: string;
}

export interface HlsState {
  readonly qualities: readonly Quality[];
  /** What is shown now; null before the first picture, or where the browser plays HLS itself. */
  readonly current: string | null;
  /** -1 for automatic. */
  readonly chosen: number;
  readonly choose: (level: number) => void;
  readonly error: string | null;
}

/** Attaches a stream to a video element: hls.js where it works, the browser's own HLS as the last resort. */
export const useHls = (video: RefObject<HTMLVideoElement | null>, url: string): HlsState => {
  const [hls, setHls] = useState<Hls | null>(null);
  const [qualities, setQualities] = useState<readonly Quality[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState(-1);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    setError(null);
    // Asked first: Chromium says "maybe" to native HLS, and hls.js would be skipped without a word.
    if (!Hls.isSupported()) {
      element.src = url;
      return () => element.removeAttribute('src');
    }
    const instance = new Hls({ capLevelToPlayerSize: true, maxBufferLength: 30 });
    instance.on(Hls.Events.MANIFEST_PARSED, () => {
      setQualities(
        instance.levels
          .map((level, index) => ({ level: index, label: labelOf(level.width, level.height) }))
          .reverse(),
      );
    });
    instance.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => {
      const shown = instance.levels[level];
      setCurrent(shown ? labelOf(shown.width, shown.height) : null);
    });
    let recoveries = 0;
    instance.on(Hls.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      recoveries += 1;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries <= 2) return instance.recoverMediaError();
      if (data.type === Hls.ErrorTypes.NETWORK_ERROR && recoveries <= 5) {
        setTimeout(() => instance.startLoad(), 1000 * recoveries);
        return;
      }
      setError('The stream cannot be played. Reload the page to try again.');
    });
    instance.loadSource(url);
    instance.attachMedia(element);
    setHls(instance);
    return () => {
      instance.destroy();
      setHls(null);
      setQualities([]);
      setCurrent(null);
      setChosen(-1);
    };
  }, [video, url]);

  const choose = (level: number): void => {
    setChosen(level);
    if (!hls) return;
    // The limit by size is for automatic choice; a person who picks 1080p means it.
    hls.autoLevelCapping = -1;
    hls.nextLevel = level;
  };
  return { qualities, current, chosen, choose, error };
};

const labelOf = (width: number, height: number): string =>
  width > 0 ? `${Math.min(width, height)}p` : 'Sound only';
