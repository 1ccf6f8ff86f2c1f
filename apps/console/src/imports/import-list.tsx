import { formatBytes, type Import } from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, unwrap } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { IconButton } from '../design/button.tsx';
import { formatPercent } from '../design/format.ts';
import { ProgressBar } from '../design/progress-bar.tsx';
import { StageMark } from '../uploads/stage-mark.tsx';
import styles from '../uploads/upload-list.module.css';

const LOOK_EVERY_MS = 1000;
/** Enough for what is under way; the rest of them are assets. */
const SHOWN = 20;

/** What the server is fetching, and what of it could not be had. */
export const ImportList = () => {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const { data } = useQuery({
    queryKey: keys.imports,
    queryFn: ({ signal }) => unwrap(client.imports.list({ limit: SHOWN }, signal)),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_EVERY_MS : false),
  });
  const shown = (data?.items ?? []).filter(
    (item) => isUnderWay(item) || (item.state === 'failed' && !dismissed.has(item.id) && isRecent(item)),
  );
  if (shown.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Imports">
      <div className={styles.title}>
        <h2>
          Fetching <span className={styles.count}>{shown.length}</span>
        </h2>
      </div>
      <ul className={styles.list}>
        {shown.map((item) => (
          <ImportRow
            key={item.id}
            item={item}
            onDismiss={() => setDismissed(new Set([...dismissed, item.id]))}
          />
        ))}
      </ul>
    </section>
  );
};

const isUnderWay = ({ state }: Import): boolean => state === 'queued' || state === 'running';

const DAY_MS = 24 * 3600_000;
const isRecent = ({ createdAt }: Import): boolean => Date.now() - Date.parse(createdAt) < DAY_MS;

const ImportRow = ({ item, onDismiss }: { readonly item: Import; readonly onDismiss: () => void }) => {
  const cache = useQueryClient();
  const name = item.fileName || item.source;
  const isFailed = item.state === 'failed';
  const tone = isFailed ? 'bad' : 'work';
  const share = item.sizeBytes ? item.receivedBytes / item.sizeBytes : 0;
  const word = isFailed ? 'Failed' : item.state === 'queued' ? 'Waiting' : 'Fetching';
  const giveUp = async () => {
    if (isFailed) return onDismiss();
    await client.imports.cancel(item.id);
    await cache.invalidateQueries({ queryKey: keys.imports });
  };
  const size = item.sizeBytes === null ? '' : ` of ${formatBytes(item.sizeBytes)}`;
  return (
    <li className={styles.row} data-testid="import-row" data-tone={tone}>
      <StageMark tone={tone} />
      <span className={styles.name} title={item.source}>
        {item.assetId ? <Link to={`/assets/${item.assetId}`}>{name}</Link> : name}
      </span>
      <div className={styles.tools}>
        <IconButton
          label={isFailed ? `Remove ${name} from this list` : `Cancel ${name}`}
          onClick={() => void giveUp()}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      <ProgressBar value={share} label={`${name}: ${word}`} tone={tone} className={styles.bar} />
      <div className={styles.stage}>
        <span className={styles[tone]}>{word}</span>
        <span className={styles.detail}>
          {item.error?.message ?? `${formatBytes(item.receivedBytes)}${size}`}
        </span>
        {isFailed || item.sizeBytes === null ? null : (
          <span className={styles.percent}>{formatPercent(share)}</span>
        )}
      </div>
    </li>
  );
};
