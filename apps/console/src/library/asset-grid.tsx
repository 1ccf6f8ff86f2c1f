import { type Asset, formatBytes } from '@reelmill/core';
import { AudioLines, CircleAlert, Film } from 'lucide-react';
import { Link } from 'react-router';
import { SelectBox } from '../bulk/select-box.tsx';
import type { Selection } from '../bulk/use-selection.ts';
import { Badge } from '../design/badge.tsx';
import { formatClock, formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import styles from './asset-grid.module.css';
import { ASSET_STATES, JOB_STATES, stageWord } from './job-words.ts';

export const AssetGrid = ({
  assets,
  selection,
}: {
  readonly assets: readonly Asset[];
  readonly selection: Selection;
}) => (
  <ul className={styles.grid}>
    {assets.map((asset) => (
      <li key={asset.id} className={styles.place}>
        <SelectBox
          name={asset.name}
          isChosen={selection.ids.has(asset.id)}
          onToggle={() => selection.toggle(asset.id)}
        />
        <AssetCard asset={asset} />
      </li>
    ))}
  </ul>
);

const AssetCard = ({ asset }: { readonly asset: Asset }) => {
  const video = asset.probe?.video[0];
  return (
    <Link
      to={`/assets/${asset.id}`}
      className={styles.card}
      data-testid="asset-card"
      data-state={asset.state}
    >
      <div className={styles.picture}>
        <Picture asset={asset} />
        {asset.probe ? (
          <span className={styles.duration}>{formatClock(asset.probe.durationSeconds)}</span>
        ) : null}
        {asset.state === 'processing' && asset.job ? (
          <ProgressBar
            value={asset.job.progress}
            label={`${asset.name}: ${stageWord(asset.job)}`}
            tone={asset.job.state === 'running' ? 'work' : 'still'}
            className={styles.progress}
          />
        ) : null}
      </div>
      <div className={styles.body}>
        <div className={styles.name} title={asset.name}>
          {asset.name}
        </div>
        <div className={styles.facts}>
          <Standing asset={asset} />
          <span className={styles.faint}>
            {video ? `${video.displayWidth}×${video.displayHeight} · ` : ''}
            {formatBytes(asset.source.sizeBytes)}
          </span>
        </div>
      </div>
    </Link>
  );
};

const Picture = ({ asset }: { readonly asset: Asset }) => {
  const poster =
    asset.outputs.find((output) => output.kind === 'poster') ??
    asset.outputs.find((output) => output.kind === 'thumbnail');
  if (poster)
    return (
      <img
        src={poster.url}
        alt=""
        loading="lazy"
        className={`${styles.poster} ${poster.height > poster.width ? styles.tall : ''}`}
        data-testid="asset-poster"
      />
    );
  const isBeingMade = asset.state === 'processing' && asset.job?.state !== 'paused';
  const Icon =
    asset.state === 'failed'
      ? CircleAlert
      : asset.probe && asset.probe.video.length === 0
        ? AudioLines
        : Film;
  return (
    <div
      className={`${styles.blank} ${isBeingMade ? styles.waiting : asset.state === 'failed' ? styles.failed : ''}`}
    >
      <Icon aria-hidden />
    </div>
  );
};

const Standing = ({ asset }: { readonly asset: Asset }) => {
  const { word, tone } = ASSET_STATES[asset.state];
  if (asset.state === 'processing' && asset.job) {
    return (
      <Badge tone={JOB_STATES[asset.job.state].tone}>
        {stageWord(asset.job)} {formatPercent(asset.job.progress)}
      </Badge>
    );
  }
  return <Badge tone={tone}>{word}</Badge>;
};

export const AssetGridSkeleton = () => (
  <ul className={styles.grid} aria-label="Loading the library" aria-busy>
    {Array.from({ length: 8 }, (_, index) => (
      <li key={index} aria-hidden>
        <div className={`${styles.picture} ${styles.waiting}`} />
        <div className={styles.body}>
          <div className={styles.line} />
          <div className={`${styles.line} ${styles.short}`} />
        </div>
      </li>
    ))}
  </ul>
);
