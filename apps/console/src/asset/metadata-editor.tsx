import type { Asset, UserMetadata } from '@reelmill/core';
import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { Button, IconButton } from '../design/button.tsx';
import { changeAsset } from '../live/apply-event.ts';
import styles from './metadata-editor.module.css';
import { Panel } from './panel.tsx';

interface Row {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

/** What people note about a video. Changing it makes nothing again. */
export const MetadataEditor = ({ asset }: { readonly asset: Asset }) => {
  const [isEditing, setIsEditing] = useState(false);
  const entries = Object.entries(asset.metadata);
  if (isEditing) return <Editor asset={asset} onDone={() => setIsEditing(false)} />;
  return (
    <Panel
      title="Metadata"
      action={
        <IconButton label="Edit the metadata" onClick={() => setIsEditing(true)}>
          <Pencil aria-hidden />
        </IconButton>
      }
    >
      {entries.length === 0 ? (
        <p className={styles.empty}>
          Nothing noted yet. Add a title, a place, or an id of your own; the search finds it.
        </p>
      ) : (
        <dl className={styles.list}>
          {entries.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
};

const Editor = ({ asset, onDone }: { readonly asset: Asset; readonly onDone: () => void }) => {
  const cache = useQueryClient();
  const [rows, setRows] = useState<readonly Row[]>(() => {
    const known = Object.entries(asset.metadata).map(([key, value], id) => ({
      id,
      key,
      value: String(value),
    }));
    return known.length > 0 ? known : [{ id: 0, key: '', value: '' }];
  });
  const [problem, setProblem] = useState<string | null>(null);
  const change = (id: number, part: Partial<Row>) =>
    setRows((known) => known.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const save = async () => {
    const filled = rows.filter((row) => row.key.trim() !== '');
    const metadata: UserMetadata = Object.fromEntries(
      filled.map((row) => [row.key.trim(), unchangedOr(asset.metadata[row.key.trim()], row.value)]),
    );
    if (Object.keys(metadata).length < filled.length) return setProblem('Each key may appear once.');
    const answer = await client.assets.update(asset.id, { metadata });
    if (!answer.ok) return setProblem(answer.error.message);
    changeAsset(cache, asset.id, () => answer.value);
    onDone();
  };
  return (
    <Panel title="Metadata">
      <form action={save} className={styles.form}>
        {rows.map((row) => (
          <div key={row.id} className={styles.row}>
            <input
              aria-label="Key"
              placeholder="Key"
              maxLength={64}
              value={row.key}
              onChange={(event) => change(row.id, { key: event.target.value })}
            />
            <input
              aria-label={`Value of ${row.key || 'the new key'}`}
              placeholder="Value"
              maxLength={4096}
              value={row.value}
              onChange={(event) => change(row.id, { value: event.target.value })}
            />
            <IconButton
              label={`Remove ${row.key || 'this row'}`}
              onClick={() => setRows((known) => known.filter((other) => other.id !== row.id))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
        ))}
        {problem ? (
          <p role="alert" className={styles.problem}>
            {problem}
          </p>
        ) : null}
        <div className={styles.actions}>
          <Button
            look="quiet"
            icon={<Plus aria-hidden />}
            onClick={() =>
              setRows((known) => [
                ...known,
                { id: Math.max(-1, ...known.map((row) => row.id)) + 1, key: '', value: '' },
              ])
            }
          >
            Add
          </Button>
          <span className={styles.gap} />
          <Button onClick={onDone}>Cancel</Button>
          <Button look="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
};

/** A number that was not touched stays a number. */
const unchangedOr = (before: UserMetadata[string] | undefined, text: string): UserMetadata[string] =>
  before !== undefined && String(before) === text ? before : text;
