// oxlint-disable-next-line import/no-named-as-default -- its types name no such export
import Hls from 'hls.js';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

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
  /** Loads again what does not come, then starts the decoder anew. */
  readonly unstick: (attempt: number) => void;
  readonly error: string | null;
}

const MAX_MEDIA_RECOVERIES = 2;
const MAX_NETWORK_RECOVERIES = 5;
const RECOVERY_WAIT_MS = 1000;
const GIVEN_UP = 'The stream cannot be played.';

/**
 * Attaches a stream to a video element: hls.js where it works, the browser's own HLS as the last resort. One player
 * plays one address: give another one a new key.
 */
export const useHls = (video: RefObject<HTMLVideoElement | null>, url: string): HlsState => {
  const hls = useRef<Hls | null>(null);
  const [qualities, setQualities] = useState<readonly Quality[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState(-1);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    // Asked first: Chromium says "maybe" to native HLS, and hls.js would be skipped without a word.
    if (!Hls.isSupported()) return playNatively(element, url, () => setError(GIVEN_UP));
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
    let mediaRecoveries = 0;
    let networkRecoveries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Trouble an hour ago must not count against trouble now.
    instance.on(Hls.Events.FRAG_BUFFERED, () => {
      networkRecoveries = 0;
      setError(null);
    });
    instance.on(Hls.Events.ERROR, (_, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR && mediaRecoveries < MAX_MEDIA_RECOVERIES) {
        mediaRecoveries += 1;
        return instance.recoverMediaError();
      }
      if (data.type === Hls.ErrorTypes.NETWORK_ERROR && networkRecoveries < MAX_NETWORK_RECOVERIES) {
        networkRecoveries += 1;
        clearTimeout(timer);
        timer = setTimeout(() => {
          // A playlist that never came has to be asked for again; segments go on by themselves.
          if (instance.levels.length === 0) instance.loadSource(url);
          else instance.startLoad();
        }, RECOVERY_WAIT_MS * networkRecoveries);
        return;
      }
      setError(GIVEN_UP);
    });
    instance.loadSource(url);
    instance.attachMedia(element);
    hls.current = instance;
    return () => {
      clearTimeout(timer);
      instance.destroy();
      hls.current = null;
    };
  }, [video, url]);

  const choose = (level: number): void => {
    setChosen(level);
    if (!hls.current) return;
    // The limit by size is for automatic choice; a person who picks 1080p means it.
    hls.current.autoLevelCapping = -1;
    hls.current.nextLevel = level;
  };
  const unstick = useCallback((attempt: number): void => {
    if (attempt === 0) hls.current?.startLoad();
    else if (attempt === 1) hls.current?.recoverMediaError();
    else setError('Playback is stuck: the data it waits for does not come.');
  }, []);
  return { qualities, current, chosen, choose, unstick, error };
};

const playNatively = (element: HTMLVideoElement, url: string, onError: () => void): (() => void) => {
  element.addEventListener('error', onError);
  element.src = url;
  return () => {
    element.removeEventListener('error', onError);
    element.removeAttribute('src');
    element.load();
  };
};

const labelOf = (width: number, height: number): string =>
  width > 0 ? `${Math.min(width, height)}p` : 'Sound only';
