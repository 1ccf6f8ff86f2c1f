import type { Asset, AssetVersion } from '@reelmill/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useRef, useState } from 'react';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { formatDate } from '../design/format.ts';
import { useAnnounce } from '../live/announcer.tsx';
import { changeAsset } from '../live/apply-event.ts';
import { Panel } from './panel.tsx';
import styles from './version-list.module.css';

/** What the asset shows and could show again; nothing before its first version. */
export const VersionList = ({ asset }: { readonly asset: Asset }) => {
  const cache = useQueryClient();
  const announce = useAnnounce();
  const list = useRef<HTMLUListElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const { data, error } = useQuery({
    queryKey: keys.versions(asset.id, asset.versionId ?? ''),
    queryFn: ({ signal }) => unwrap(client.assets.versions(asset.id, signal)),
    enabled: asset.versionId !== null,
    placeholderData: keepPreviousData,
  });
  if (asset.versionId === null) return null;
  const restore = async (version: AssetVersion) => {
    setIsBusy(true);
    const answer = await client.assets.restore(asset.id, version.id);
    setIsBusy(false);
    setProblem(answer.ok ? null : answer.error.message);
    if (!answer.ok) return;
    changeAsset(cache, asset.id, () => answer.value);
    // The button that had the focus is gone.
    list.current?.focus();
    announce(`The version of ${formatDate(version.createdAt)} is shown again`);
  };
  return (
    <Panel title="Versions">
      <ul className={styles.versions} ref={list} tabIndex={-1} aria-label="Versions">
        {data?.items.map((version) => (
          <li key={version.id} data-testid="version-row" data-current={version.id === asset.versionId}>
            <span className={styles.recipe}>{version.recipeName}</span>
            {version.id === asset.versionId ? (
              <Badge tone="good">Current</Badge>
            ) : (
              <Button
                icon={<History aria-hidden />}
                disabled={isBusy}
                aria-label={`Restore the version of ${formatDate(version.createdAt)}`}
                onClick={() => void restore(version)}
                data-testid="restore-version"
              >
                Restore
              </Button>
            )}
            <span className={styles.when}>{formatDate(version.createdAt)}</span>
          </li>
        ))}
      </ul>
      {data?.items.length === 1 ? (
        <p className={styles.hint}>Make it again with another recipe: both versions are kept here.</p>
      ) : null}
      {(problem ?? error) ? (
        <p role="alert" className={styles.problem}>
          {problem ?? error?.message}
        </p>
      ) : null}
    </Panel>
  );
};
