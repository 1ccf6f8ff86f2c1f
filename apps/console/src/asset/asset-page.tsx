import type { Asset } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, CircleAlert, CloudOff, FileX } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { ApiProblem, client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { Button } from '../design/button.tsx';
import { Callout, Notice } from '../design/notice.tsx';
import { Player } from '../player/player.tsx';
import { AssetHeader } from './asset-header.tsx';
import styles from './asset-page.module.css';
import { JobHistory } from './job-history.tsx';
import { JobPanel } from './job-panel.tsx';
import { MetadataEditor } from './metadata-editor.tsx';
import { ProbeFacts } from './probe-facts.tsx';
import { RenditionTable } from './rendition-table.tsx';

export const AssetPage = () => {
  const { assetId = '' } = useParams();
  const {
    data: asset,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.asset(assetId),
    queryFn: ({ signal }) => unwrap(client.assets.get(assetId, signal)),
  });
  usePageTitle(asset?.name ?? 'Video');
  return (
    <>
      <Link to="/" className={styles.back}>
        <ArrowLeft aria-hidden /> Library
      </Link>
      {asset ? (
        <AssetView key={asset.id} asset={asset} />
      ) : error ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={styles.loading} aria-busy aria-label="Loading" />
      )}
    </>
  );
};

const Trouble = ({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) =>
  error instanceof ApiProblem && (error.code === 'NOT_FOUND' || error.code === 'INVALID_REQUEST') ? (
    <Notice
      title="There is no such video"
      icon={<FileX aria-hidden />}
      action={<Link to="/">Go to the library</Link>}
    >
      It may have been deleted.
    </Notice>
  ) : (
    <Notice
      title="The video cannot be shown"
      icon={<CloudOff aria-hidden />}
      tone="bad"
      isAlert
      action={<Button onClick={onRetry}>Try again</Button>}
    >
      {error.message}
    </Notice>
  );

const AssetView = ({ asset }: { readonly asset: Asset }) => {
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  const failure = asset.job?.state === 'failed' ? asset.job.error : null;
  return (
    <article>
      <AssetHeader asset={asset} />
      {failure ? (
        <div className={styles.failure} role="alert">
          <Callout tone="bad" icon={<CircleAlert aria-hidden />}>
            <strong>{failure.message}</strong> <code>{failure.code}</code>
          </Callout>
        </div>
      ) : null}
      <div className={styles.columns}>
        <div className={styles.main}>
          <Screen asset={asset} />
          {hls ? <RenditionTable output={hls} /> : null}
          {asset.probe ? <ProbeFacts probe={asset.probe} /> : null}
        </div>
        <div className={styles.side}>
          {asset.job ? <JobPanel jobId={asset.job.id} asset={asset} /> : null}
          <MetadataEditor asset={asset} />
          <JobHistory assetId={asset.id} newestId={asset.job?.id} />
        </div>
      </div>
    </article>
  );
};

/** The player once there is a stream; the poster, or its place, until then. */
const Screen = ({ asset }: { readonly asset: Asset }) => {
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  const poster = asset.outputs.find((output) => output.kind === 'poster');
  if (hls) {
    const largest = hls.renditions[0];
    return (
      <Player
        url={hls.url}
        posterUrl={poster?.url}
        title={asset.name}
        width={largest?.width ?? 16}
        height={largest?.height ?? 9}
      />
    );
  }
  if (poster) {
    return (
      <img
        className={styles.poster}
        src={poster.url}
        alt={`A picture of ${asset.name}`}
        width={poster.width}
        height={poster.height}
      />
    );
  }
  return asset.state === 'failed' ? null : (
    <div className={styles.blank}>The poster appears here in a moment.</div>
  );
};
