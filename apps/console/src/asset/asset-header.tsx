import { type Asset, formatBytes } from '@reelmill/core';
import { useQueryClient } from '@tanstack/react-query';
import { Download, Pencil, Replace, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { client } from '../api/client.ts';
import { keys } from '../api/query-client.ts';
import { Badge } from '../design/badge.tsx';
import buttonStyles from '../design/button.module.css';
import { Button, IconButton } from '../design/button.tsx';
import { ConfirmDialog } from '../design/confirm-dialog.tsx';
import { formatDate } from '../design/format.ts';
import { ASSET_STATES, JOB_STATES } from '../library/job-words.ts';
import { changeAsset } from '../live/apply-event.ts';
import { useUploads } from '../uploads/upload-provider.tsx';
import styles from './asset-header.module.css';
import { CopyButton } from './copy-button.tsx';

export const AssetHeader = ({ asset }: { readonly asset: Asset }) => {
  const { word, tone } = asset.job?.state === 'paused' ? JOB_STATES.paused : ASSET_STATES[asset.state];
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <Name asset={asset} />
        <p className={styles.line}>
          <Badge tone={tone}>{word}</Badge>
          <span>{formatBytes(asset.source.sizeBytes)}</span>
          <span>Added {formatDate(asset.createdAt)}</span>
        </p>
      </div>
      <div className={styles.actions}>
        {hls ? <CopyButton text={new URL(hls.url, location.href).href}>Playlist URL</CopyButton> : null}
        <a className={`${buttonStyles.button} ${buttonStyles.plain}`} href={asset.source.url} download>
          <Download aria-hidden /> Original
        </a>
        <ReplaceButton asset={asset} />
        <DeleteButton asset={asset} />
      </div>
    </header>
  );
};

/** Another cut of the same film: what did not change is not made again, and the old version plays meanwhile. */
const ReplaceButton = ({ asset }: { readonly asset: Asset }) => {
  const { add } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()} title="What did not change is not made again">
        <Replace aria-hidden /> Replace file
      </Button>
      <input
        ref={input}
        type="file"
        accept="video/*,audio/*"
        hidden
        data-testid="replace-input"
        onChange={(event) => {
          add(
            Array.from(event.currentTarget.files ?? [], (file) => ({ file })),
            asset.id,
          );
          event.currentTarget.value = '';
        }}
      />
    </>
  );
};

const Name = ({ asset }: { readonly asset: Asset }) => {
  const cache = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (!isEditing) {
    return (
      <div className={styles.name}>
        <h1>{asset.name}</h1>
        <IconButton label="Rename" onClick={() => setIsEditing(true)}>
          <Pencil aria-hidden />
        </IconButton>
      </div>
    );
  }
  const save = async (data: FormData) => {
    const answer = await client.assets.update(asset.id, { name: textOf(data.get('name')) });
    if (!answer.ok) return setProblem(answer.error.message);
    changeAsset(cache, asset.id, () => answer.value);
    setProblem(null);
    setIsEditing(false);
  };
  return (
    <form className={styles.name} action={save}>
      <label className="visually-hidden" htmlFor="asset-name">
        Name
      </label>
      <input
        id="asset-name"
        name="name"
        defaultValue={asset.name}
        maxLength={255}
        required
        onKeyDown={(event) => event.key === 'Escape' && setIsEditing(false)}
        ref={(input) => input?.focus()}
      />
      <Button look="primary" type="submit">
        Save
      </Button>
      <Button onClick={() => setIsEditing(false)}>Cancel</Button>
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
    </form>
  );
};

const textOf = (entry: FormDataEntryValue | null): string => (typeof entry === 'string' ? entry : '');

const DeleteButton = ({ asset }: { readonly asset: Asset }) => {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { dismissAsset } = useUploads();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async () => {
    setIsBusy(true);
    const answer = await client.assets.delete(asset.id);
    setIsBusy(false);
    if (!answer.ok) return setProblem(answer.error.message);
    dismissAsset(asset.id);
    await navigate('/');
    await cache.invalidateQueries({ queryKey: keys.assets });
  };
  return (
    <>
      <Button
        look="danger"
        icon={<Trash2 aria-hidden />}
        onClick={() => setIsOpen(true)}
        data-testid="delete-asset"
      >
        Delete
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={`Delete “${asset.name}”?`}
        confirmWord="Delete for good"
        isBusy={isBusy}
        onConfirm={() => void remove()}
        onClose={() => setIsOpen(false)}
      >
        <p>The original and everything made from it are removed. This cannot be undone.</p>
        {problem ? <p role="alert">{problem}</p> : null}
      </ConfirmDialog>
    </>
  );
};
