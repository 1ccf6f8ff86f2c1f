import type { InterruptedUpload, UploadHandle } from '@reelmill/client';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { client } from '../api/client.ts';
import { useLiveStatus } from '../live/live-provider.tsx';

export interface UploadEntry {
  readonly id: number;
  readonly handle: UploadHandle;
  readonly file: File;
}

interface Uploads {
  readonly entries: readonly UploadEntry[];
  readonly interrupted: readonly InterruptedUpload[];
  /** Preset for new uploads; undefined for the server's default. */
  readonly recipe: string | undefined;
  setRecipe(recipe: string): void;
  /** Each becomes an asset, or the source of the one that is named. */
  add(files: Iterable<File>, replacesAssetId?: string): void;
  dismiss(entry: UploadEntry): void;
  /** Forgets the rows of an asset that was deleted. */
  dismissAsset(assetId: string): void;
  forget(upload: InterruptedUpload): void;
}

const UploadContext = createContext<Uploads | undefined>(undefined);

export const useUploads = (): Uploads => {
  const uploads = use(UploadContext);
  if (!uploads) throw new Error('uploads are used outside their provider');
  return uploads;
};

/** Uploads go on while the user moves between pages, and are found again after a reload. */
export const UploadProvider = ({ children }: { readonly children: ReactNode }) => {
  const [entries, setEntries] = useState<readonly UploadEntry[]>([]);
  const [interrupted, setInterrupted] = useState<readonly InterruptedUpload[]>([]);
  const [recipe, setRecipe] = useState<string>();
  const current = useRef(entries);
  useEffect(() => {
    current.current = entries;
  }, [entries]);

  // Asked whenever the server is back: a page opened while it was away knows nothing yet.
  const isLive = useLiveStatus() === 'live';
  useEffect(() => {
    if (!isLive) return;
    let isCurrent = true;
    const look = async () => {
      const found = await client.uploads.interrupted();
      if (isCurrent) setInterrupted(found.filter((old) => !current.current.some(isSameAs(old))));
    };
    void look();
    return () => {
      isCurrent = false;
    };
  }, [isLive]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (current.current.some(({ handle }) => handle.state === 'uploading')) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);

  const add = useCallback(
    (files: Iterable<File>, replacesAssetId?: string) => {
      const added: UploadEntry[] = [];
      for (const file of files) {
        const running = current.current.find((entry) => isSameFile(entry.file, file) && isUnderWay(entry));
        if (running) {
          running.handle.resume();
          continue;
        }
        const handle = client.uploads.add(
          file,
          replacesAssetId === undefined ? (recipe === undefined ? {} : { recipe }) : { replacesAssetId },
        );
        added.push({ id: nextId(), handle, file });
      }
      if (added.length === 0) return;
      // The same file chosen again takes its interrupted upload up.
      setInterrupted((known) => known.filter((old) => !added.some(isSameAs(old))));
      setEntries((known) => [...added, ...known]);
    },
    [recipe],
  );
  const dismiss = useCallback((entry: UploadEntry) => {
    setEntries((known) => known.filter((other) => other !== entry));
  }, []);
  const dismissAsset = useCallback((assetId: string) => {
    setEntries((known) => known.filter(({ handle }) => handle.assetId !== assetId));
  }, []);
  const forget = useCallback((upload: InterruptedUpload) => {
    setInterrupted((known) => known.filter((other) => other !== upload));
    void client.uploads.forget(upload);
  }, []);

  const uploads = useMemo(
    () => ({ entries, interrupted, recipe, setRecipe, add, dismiss, dismissAsset, forget }),
    [entries, interrupted, recipe, add, dismiss, dismissAsset, forget],
  );
  return <UploadContext value={uploads}>{children}</UploadContext>;
};

let lastId = 0;
const nextId = (): number => {
  lastId += 1;
  return lastId;
};

const isSameFile = (one: File, other: File): boolean =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

const isUnderWay = ({ handle }: UploadEntry): boolean =>
  handle.state !== 'complete' && handle.state !== 'cancelled';

const isSameAs =
  (old: InterruptedUpload) =>
  ({ handle }: UploadEntry): boolean =>
    handle.fileName === old.fileName && handle.bytesTotal === old.sizeBytes;
