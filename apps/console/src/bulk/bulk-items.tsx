import type { BulkItem } from '@reelmill/core';
import { Link } from 'react-router';
import { Badge } from '../design/badge.tsx';
import { formatPercent } from '../design/format.ts';
import styles from './bulk-page.module.css';
import { ITEM_STATES } from './bulk-words.ts';

export const BulkItems = ({ items }: { readonly items: readonly BulkItem[] }) => (
  <ul className={styles.list}>
    {items.map((item) => (
      <li key={item.assetId} className={styles.item} data-testid="bulk-item">
        <Link to={`/assets/${item.assetId}`} className={styles.name}>
          {item.assetName}
        </Link>
        <Badge tone={ITEM_STATES[item.state].tone}>
          {ITEM_STATES[item.state].word}
          {item.state === 'running' && item.job ? ` ${formatPercent(item.job.progress)}` : ''}
        </Badge>
        {item.error ? <span className={styles.error}>{item.error.message}</span> : null}
      </li>
    ))}
  </ul>
);
