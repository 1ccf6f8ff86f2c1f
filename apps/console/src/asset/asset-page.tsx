import type { Asset } from '@reelmill/core';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, CloudOff, FileX } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { ApiProblem, client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { usePageTitle } from '../app/page-title.ts';
import { Button, ButtonLink } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { ConvertPanel } from '../outputs/convert/convert-form.tsx';
import { OutputList } from '../outputs/output-list.tsx';
import { SharingPanel } from '../sharing/sharing-panel.tsx';
import { AssetHeader } from './asset-header.tsx';
import styles from './asset-page.module.css';
import { JobHistory } from './job-history.tsx';
import { JobPanel } from './job-panel.tsx';
import { MetadataEditor } from './metadata-editor.tsx';
import { ProbeFacts } from './probe-facts.tsx';
import { RenditionTable } from './rendition-table.tsx';
import { Screen } from './screen.tsx';
import { VersionList } from './version-list.tsx';

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
        <AssetSkeleton />
      )}
    </>
  );
};

const AssetSkeleton = () => (
  <div aria-busy>
    <output className="visually-hidden">Loading the video</output>
    <div className={styles.loadingTitle} />
    <div className={styles.columns}>
      <div className={styles.loading} />
      <div className={styles.loading} />
    </div>
  </div>
);

const Trouble = ({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) =>
  error instanceof ApiProblem && (error.code === 'NOT_FOUND' || error.code === 'INVALID_REQUEST') ? (
    <Notice
      isPage
      title="There is no such video"
      icon={<FileX aria-hidden />}
      action={<ButtonLink to="/">Go to the library</ButtonLink>}
    >
      It may have been deleted.
    </Notice>
  ) : (
    <Notice
      isPage
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
  return (
    <article>
      <AssetHeader asset={asset} />
      <div className={styles.columns}>
        <div className={styles.main}>
          <Screen asset={asset} />
          {hls ? <RenditionTable output={hls} /> : null}
          <OutputList asset={asset} />
          {asset.probe ? <ConvertPanel asset={asset} /> : null}
        </div>
        <div className={styles.side}>
          {asset.job ? <JobPanel jobId={asset.job.id} asset={asset} /> : null}
          <VersionList asset={asset} />
          <SharingPanel asset={asset} />
          {asset.probe ? <ProbeFacts probe={asset.probe} /> : null}
          <MetadataEditor asset={asset} />
          <JobHistory assetId={asset.id} newestId={asset.job?.id} />
        </div>
      </div>
    </article>
  );
};
