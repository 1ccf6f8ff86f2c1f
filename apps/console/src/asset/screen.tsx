import { type Asset, type Failure, isRetryable } from '@reelmill/core';
import { Ban, CircleAlert, Pause } from 'lucide-react';
import { Callout } from '../design/notice.tsx';
import { Player } from '../player/player.tsx';
import styles from './screen.module.css';

/** The player as soon as there is something to play; the poster, its place, or what went wrong until then. */
export const Screen = ({ asset }: { readonly asset: Asset }) => {
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  const poster = asset.outputs.find((output) => output.kind === 'poster');
  const failure = asset.job?.state === 'failed' ? asset.job.error : null;
  const playable = asset.job?.playable ?? null;
  const stream = hls ?? playable;
  const shown = stream ?? poster;
  const rendition = hls?.renditions[0];
  const track = asset.probe?.video[0];
  return (
    <div className={styles.screen}>
      {failure && shown ? (
        <div role="alert">
          <Callout tone="bad" icon={<CircleAlert aria-hidden />}>
            The newest job failed: {failure.message} <code>{failure.code}</code>
          </Callout>
        </div>
      ) : null}
      {stream ? (
        <Player
          url={stream.url}
          growing={
            hls || !playable
              ? null
              : {
                  untilSeconds: playable.untilSeconds,
                  totalSeconds: asset.probe?.durationSeconds ?? null,
                  isPaused: asset.job?.state === 'paused',
                }
          }
          posterUrl={poster?.url}
          storyboardUrl={asset.outputs.find((output) => output.kind === 'storyboard')?.url}
          chapters={hls?.chapters ?? null}
          title={asset.name}
          width={rendition?.width ?? track?.displayWidth ?? 16}
          height={rendition?.height ?? track?.displayHeight ?? 9}
        />
      ) : poster ? (
        <img
          className={styles.poster}
          src={poster.url}
          alt={`Poster of ${asset.name}`}
          width={poster.width}
          height={poster.height}
        />
      ) : failure ? (
        <FailureCard failure={failure} />
      ) : (
        <Waiting asset={asset} />
      )}
    </div>
  );
};

const FailureCard = ({ failure }: { readonly failure: Failure }) => (
  <div className={`${styles.card} ${styles.bad}`} role="alert">
    <CircleAlert aria-hidden />
    <h2>{failure.message}</h2>
    <p>
      {isRetryable(failure)
        ? 'The original is kept. Trying again may help.'
        : 'The original is kept. Trying again will not change this: the file itself is the reason.'}
    </p>
    <code>{failure.code}</code>
  </div>
);

/** What stands where the picture will be. */
const Waiting = ({ asset }: { readonly asset: Asset }) => {
  if (asset.state === 'cancelled') {
    return (
      <div className={styles.card}>
        <Ban aria-hidden />
        <h2>The job was cancelled</h2>
        <p>The original is kept. Retry goes on with what was already made.</p>
      </div>
    );
  }
  if (asset.job?.state === 'paused') {
    return (
      <div className={styles.card}>
        <Pause aria-hidden />
        <h2>The job is paused</h2>
        <p>Resume goes on with what was already made.</p>
      </div>
    );
  }
  return (
    <div className={`${styles.card} ${styles.waiting}`}>
      <p>The poster appears here in a moment.</p>
    </div>
  );
};
