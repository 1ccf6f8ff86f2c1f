import type { HlsFacts } from '@reelmill/core';
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
import { useRef, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Callout } from '../design/notice.tsx';
import { ChapterMenu } from './chapter-menu.tsx';
import { type Growing, GrowingNote } from './growing-note.tsx';
import { Menu } from './menu.tsx';
import styles from './player.module.css';
import { TrackMenus } from './track-menus.tsx';
import { useHls } from './use-hls.ts';
import { useStallWatchdog } from './use-stall-watchdog.ts';

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

interface PlayerProps {
  readonly url: string;
  /** Set while there is more to come. */
  readonly growing: Growing | null;
  readonly posterUrl: string | undefined;
  /** WebVTT with pictures for the timeline. */
  readonly storyboardUrl: string | undefined;
  /** Of the film; null for none. */
  readonly chapters: HlsFacts['chapters'];
  readonly title: string;
  /** Shown size of the largest rendition. */
  readonly width: number;
  readonly height: number;
}

/**
 * What grows goes on in the same player under its next address. Other pictures have a new one, and so has a stream that
 * gave up: half-broken decoders do not come back.
 */
export const Player = (props: PlayerProps) => {
  const [tries, setTries] = useState(0);
  const { url } = props;
  const isGrowing = props.growing !== null;
  const [shown, setShown] = useState({ url, isGrowing, number: 0 });
  if (shown.url !== url || shown.isGrowing !== isGrowing) {
    const isOther = shown.url !== url && !shown.isGrowing;
    setShown({ url, isGrowing, number: shown.number + (isOther ? 1 : 0) });
  }
  return (
    <OnePlayer key={`${tries} ${shown.number}`} {...props} onRetry={() => setTries((count) => count + 1)} />
  );
};

const OnePlayer = ({
  url,
  growing,
  posterUrl,
  storyboardUrl,
  chapters,
  title,
  width,
  height,
  onRetry,
}: PlayerProps & { readonly onRetry: () => void }) => {
  const video = useRef<HTMLVideoElement>(null);
  const hls = useHls(video, url);
  const { qualities, current, chosen, choose, unstick, error } = hls;
  useStallWatchdog(video, unstick, growing?.untilSeconds ?? null);
  return (
    <div className={styles.player}>
      <MediaController
        className={styles.frame}
        style={{ aspectRatio: `${width} / ${height}` }}
        aria-label={`Player: ${title}`}
      >
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- captions come with the text tracks of a file */}
        <video ref={video} slot="media" playsInline preload="auto" poster={posterUrl} data-testid="video">
          {/* By this label the time range finds what to show under a pointer or finger, and where its thumb is moved to. */}
          {storyboardUrl ? (
            <track key={storyboardUrl} kind="metadata" label="thumbnails" src={storyboardUrl} default />
          ) : null}
          {chapters ? <track key={chapters.url} kind="chapters" src={chapters.url} default /> : null}
        </video>
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
      {growing ? <GrowingNote growing={growing} /> : null}
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
          <Menu
            label="Quality"
            value={chosen ?? ''}
            onChange={(event) => choose(event.target.value || null)}
            data-testid="quality-menu"
          >
            <option value="">Auto</option>
            {qualities.map((quality) => (
              <option key={quality}>{quality}</option>
            ))}
          </Menu>
        ) : null}
        {current ? (
          <output className={styles.current}>
            <span className="visually-hidden">Showing </span>
            <span data-testid="current-quality">{current}</span>
          </output>
        ) : null}
        <TrackMenus tracks={hls.tracks} onSound={hls.chooseSound} onText={hls.chooseText} />
        {chapters ? (
          <ChapterMenu
            video={video}
            chapters={chapters.list}
            onSeek={(seconds) => {
              if (video.current) video.current.currentTime = seconds;
            }}
          />
        ) : null}
        <Menu
          label="Speed"
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
        </Menu>
        <span className={styles.keys}>
          <kbd>Space</kbd> play <kbd>←</kbd> <kbd>→</kbd> seek <kbd>M</kbd> mute <kbd>F</kbd> full screen
        </span>
      </div>
    </div>
  );
};
