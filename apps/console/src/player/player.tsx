import { CircleAlert, RotateCcw } from 'lucide-react';
import {
  MediaController,
  MediaFullscreenButton,
  MediaLoadingIndicator,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react';
import { useId, useRef, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Callout } from '../design/notice.tsx';
import { Select } from '../design/select.tsx';
import styles from './player.module.css';
import { useHls } from './use-hls.ts';
import { useStallWatchdog } from './use-stall-watchdog.ts';

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

interface PlayerProps {
  readonly url: string;
  readonly posterUrl: string | undefined;
  readonly title: string;
  /** Shown size of the largest rendition. */
  readonly width: number;
  readonly height: number;
}

/** A stream that gave up is tried anew with a new player: half-broken decoders do not come back. */
export const Player = (props: PlayerProps) => {
  const [tries, setTries] = useState(0);
  return (
    <OnePlayer key={`${tries} ${props.url}`} {...props} onRetry={() => setTries((count) => count + 1)} />
  );
};

const OnePlayer = ({
  url,
  posterUrl,
  title,
  width,
  height,
  onRetry,
}: PlayerProps & { readonly onRetry: () => void }) => {
  const video = useRef<HTMLVideoElement>(null);
  const { qualities, current, chosen, choose, unstick, error } = useHls(video, url);
  useStallWatchdog(video, unstick);
  const qualityId = useId();
  const speedId = useId();
  return (
    <div className={styles.player}>
      <MediaController
        className={styles.frame}
        style={{ aspectRatio: `${width} / ${height}` }}
        aria-label={`Player: ${title}`}
      >
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- captions come with the text tracks of a file */}
        <video ref={video} slot="media" playsInline preload="auto" poster={posterUrl} data-testid="video" />
        <MediaLoadingIndicator slot="centered-chrome" noAutohide />
        <div className={styles.foot}>
          <MediaTimeRange className={styles.range} />
          <div className={styles.controls}>
            <MediaPlayButton />
            <MediaMuteButton />
            <MediaVolumeRange className={styles.volume} />
            <MediaTimeDisplay showDuration noToggle />
            <span className={styles.gap} />
            <MediaPipButton />
            <MediaFullscreenButton />
          </div>
        </div>
      </MediaController>
      {error ? (
        <Callout tone="bad" icon={<CircleAlert aria-hidden />}>
          <span role="alert">{error}</span>{' '}
          <Button icon={<RotateCcw aria-hidden />} onClick={onRetry}>
            Try again
          </Button>
        </Callout>
      ) : null}
      <div className={styles.settings}>
        {qualities.length > 0 ? (
          <>
            <label htmlFor={qualityId}>Quality</label>
            <Select
              id={qualityId}
              value={chosen}
              onChange={(event) => choose(Number(event.target.value))}
              data-testid="quality-menu"
            >
              <option value={-1}>Auto</option>
              {qualities.map(({ level, label }) => (
                <option key={level} value={level}>
                  {label}
                </option>
              ))}
            </Select>
          </>
        ) : null}
        {current ? (
          <output className={styles.current}>
            <span className="visually-hidden">Showing </span>
            <span data-testid="current-quality">{current}</span>
          </output>
        ) : null}
        <label htmlFor={speedId} className={styles.speed}>
          Speed
        </label>
        <Select
          id={speedId}
          defaultValue={1}
          onChange={(event) => {
            if (video.current) video.current.playbackRate = Number(event.target.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </Select>
        <span className={styles.keys}>
          <kbd>Space</kbd> play <kbd>←</kbd> <kbd>→</kbd> seek <kbd>M</kbd> mute <kbd>F</kbd> full screen
        </span>
      </div>
    </div>
  );
};
