import type { Asset } from '@reelmill/core';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { client } from '../api/client.ts';
import { Panel } from '../asset/panel.tsx';
import { Select } from '../design/select.tsx';
import { changeAsset } from '../live/apply-event.ts';
import { PlaybackLinks } from './playback-links.tsx';
import styles from './sharing-panel.module.css';

const WORDS = {
  default: 'Whoever may see this server',
  public: 'Everybody with its address',
  private: 'You, and who has a link',
} as const;

/** Who may watch: at any time, and by a link for a time. */
export const SharingPanel = ({ asset }: { readonly asset: Asset }) => {
  const cache = useQueryClient();
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (choice: string) => {
    const visibility = choice === 'public' || choice === 'private' ? choice : null;
    const answer = await client.assets.update(asset.id, { visibility });
    setProblem(answer.ok ? null : answer.error.message);
    if (answer.ok) changeAsset(cache, asset.id, () => answer.value);
  };
  return (
    <Panel title="Sharing">
      <div className={styles.choice}>
        <label htmlFor={id}>Who may watch</label>
        <Select
          id={id}
          value={asset.visibility ?? 'default'}
          onChange={(event) => void choose(event.target.value)}
          data-testid="visibility"
        >
          {Object.entries(WORDS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      </div>
      <PlaybackLinks asset={asset} />
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
    </Panel>
  );
};
