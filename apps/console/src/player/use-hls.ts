// oxlint-disable-next-line import/no-named-as-default -- its types name no such export
import Hls from 'hls.js';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { chooseSound, chooseText, followTracks, NO_TRACKS, type Tracks } from './hls-tracks.ts';
import { playNatively, stopNatively } from './play-natively.ts';

export interface HlsState {
  /** Largest first; none where the browser plays HLS itself. */
  readonly qualities: readonly string[];
  /** What is shown now; null before the first picture, or where the browser plays HLS itself. */
  readonly current: string | null;
  /** Null for automatic. */
  readonly chosen: string | null;
  readonly choose: (quality: string | null) => void;
  /** None where the browser plays HLS itself. */
  readonly tracks: Tracks;
  readonly chooseSound: (sound: string) => void;
  readonly chooseText: (text: string | null) => void;
  /** Loads again what does not come, then starts the decoder anew. */
  readonly unstick: (attempt: number) => void;
  readonly error: string | null;
}

const MAX_MEDIA_RECOVERIES = 2;
const MAX_NETWORK_RECOVERIES = 5;
const RECOVERY_WAIT_MS = 1000;
const GIVEN_UP = 'The stream cannot be played.';

/** What is still being made is watched from its start: there is no live edge to keep up with. */
class HlsFromStart extends Hls {
  override get liveSyncPosition(): null {
    return null;
  }
}

/**
 * Attaches a stream to a video element: hls.js where it works, the browser's own HLS as the last resort. Another
 * address is the same pictures at the same times, with more renditions or finished: what plays goes on with it, out of
 * the same buffers.
 */
export const useHls = (video: RefObject<HTMLVideoElement | null>, url: string): HlsState => {
  const hls = useRef<Hls | null>(null);
  const choice = useRef<string | null>(null);
  const [qualities, setQualities] = useState<readonly string[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [tracks, setTracks] = useState(NO_TRACKS);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    // Asked first: Chromium says "maybe" to native HLS, and hls.js would be skipped without a word.
    if (!Hls.isSupported()) return playNatively(element, url, () => setError(GIVEN_UP));
    const instance = new HlsFromStart({
      capLevelToPlayerSize: true,
      maxBufferLength: 30,
      startPosition: element.currentTime,
    });
    instance.on(Hls.Events.MANIFEST_PARSED, () => {
      setQualities(instance.levels.map(labelOf).reverse());
      if (choice.current !== null) pick(instance, choice.current);
    });
    instance.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => {
      const shown = instance.levels[level];
      setCurrent(shown ? labelOf(shown) : null);
    });
    followTracks(instance, setTracks);
    const stopRecovering = recover(instance, url, setError);
    const before = hls.current?.transferMedia();
    hls.current?.destroy();
    instance.attachMedia(before ?? element);
    instance.loadSource(url);
    hls.current = instance;
    return stopRecovering;
  }, [video, url]);

  useEffect(() => {
    const element = video.current;
    return () => {
      if (hls.current) hls.current.destroy();
      else stopNatively(element);
      hls.current = null;
    };
  }, [video]);

  const choose = (quality: string | null): void => {
    setChosen(quality);
    choice.current = quality;
    if (hls.current) pick(hls.current, quality);
  };
  const unstick = useCallback((attempt: number): void => {
    if (attempt === 0) hls.current?.startLoad();
    else if (attempt === 1) hls.current?.recoverMediaError();
    else setError('Playback is stuck: the data it waits for does not come.');
  }, []);
  return {
    ...{ qualities, current, chosen, choose, unstick, error, tracks },
    chooseSound: (sound) => chooseSound(hls.current, sound),
    chooseText: (text) => chooseText(hls.current, text),
  };
};

const pick = (hls: Hls, quality: string | null): void => {
  // The limit by size is for automatic choice; a person who picks 1080p means it.
  hls.autoLevelCapping = -1;
  hls.nextLevel = quality === null ? -1 : hls.levels.findIndex((level) => labelOf(level) === quality);
};

/** Loads again and starts decoders anew, a few times, before it gives up. Returns how to stop. */
const recover = (instance: Hls, url: string, onError: (error: string | null) => void): (() => void) => {
  let mediaRecoveries = 0;
  let networkRecoveries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Trouble an hour ago must not count against trouble now.
  instance.on(Hls.Events.FRAG_BUFFERED, () => {
    networkRecoveries = 0;
    onError(null);
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
    onError(GIVEN_UP);
  });
  return () => clearTimeout(timer);
};

const labelOf = ({ width, height }: { readonly width: number; readonly height: number }): string =>
  width > 0 ? `${Math.min(width, height)}p` : 'Sound only';
