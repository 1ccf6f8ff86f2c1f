import { CircleAlert } from 'lucide-react';
import {
  MediaControlBar,
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
import { useId, useRef } from 'react';
import { Callout } from '../design/notice.tsx';
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

export const Player = ({ url, posterUrl, title, width, height }: PlayerProps) => {
  const video = useRef<HTMLVideoElement>(null);
  const { qualities, current, chosen, choose, error } = useHls(video, url);
  useStallWatchdog(video);
  const qualityId = useId();
  const speedId = useId();
  return (
    <div className={styles.player}>
      <MediaController
        className={styles.frame}
        style={{ aspectRatio: `${width} / ${height}` }}
        aria-label={`Player: ${title}`}
      >
        {/* biome-ignore lint/a11y/useMediaCaption: captions come with the text tracks of a file */}
        <video ref={video} slot="media" playsInline preload="auto" poster={posterUrl} data-testid="video" />
        <MediaLoadingIndicator slot="centered-chrome" noAutohide />
        <MediaTimeRange className={styles.range} />
        <MediaControlBar>
          <MediaPlayButton />
          <MediaMuteButton />
          <MediaVolumeRange className={styles.volume} />
          <MediaTimeDisplay showDuration noToggle />
          <span className={styles.gap} />
          <MediaPipButton />
          <MediaFullscreenButton />
        </MediaControlBar>
      </MediaController>
      {error ? (
        <Callout tone="bad" icon={<CircleAlert aria-hidden />}>
          {error}
        </Callout>
      ) : null}
      <div className={styles.settings}>
        {qualities.length > 0 ? (
          <>
            <label htmlFor={qualityId}>Quality</label>
            <select
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
            </select>
          </>
        ) : null}
        <label htmlFor={speedId}>Speed</label>
        <select
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
        </select>
        <span role="status">
          {current ? (
            <>
              Showing <span data-testid="current-quality">{current}</span>
            </>
          ) : null}
        </span>
      </div>
    </div>
  );
};
