import type { UploadHandle } from '@reelmill/client';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { useSession } from '../access/access-gate.tsx';
import { client } from '../api/client.ts';

/** A file, and where the browser gives one the handle that opens it again after a reload. */
export interface ChosenFile {
  readonly file: File;
  readonly origin?: unknown;
}

interface Uploads {
  readonly items: readonly UploadHandle[];
  /** Preset for new uploads; undefined for the server's default. */
  readonly recipe: string | undefined;
  setRecipe(recipe: string): void;
  /** Each becomes an asset, or the source of the one that is named. */
  add(files: Iterable<ChosenFile>, replacesAssetId?: string): void;
  dismiss(upload: UploadHandle): void;
  /** Forgets the rows of an asset that was deleted. */
  dismissAsset(assetId: string): void;
}

const UploadContext = createContext<Uploads | undefined>(undefined);

export const useUploads = (): Uploads => {
  const uploads = use(UploadContext);
  if (!uploads) throw new Error('uploads are used outside their provider');
  return uploads;
};

/** Uploads go on while the user moves between pages, and are found again after a reload. */
export const UploadProvider = ({ children }: { readonly children: ReactNode }) => {
  const { uploads } = client;
  const userId = useSession()?.userId;
  const items = useSyncExternalStore(uploads.subscribe, () => uploads.items);
  const [recipe, setRecipe] = useState<string>();

  // Whoever logs in next must not find, or go on with, what was sent before.
  useEffect(() => {
    if (userId === undefined) return undefined;
    void uploads.restore(userId);
    return () => uploads.pauseAll();
  }, [uploads, userId]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (uploads.items.some(isSending)) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [uploads]);

  const add = useCallback(
    (files: Iterable<ChosenFile>, replacesAssetId?: string) => {
      const wish =
        replacesAssetId === undefined ? (recipe === undefined ? {} : { recipe }) : { replacesAssetId };
      for (const { file, origin } of files) uploads.add(file, { ...wish, origin });
    },
    [recipe, uploads],
  );
  const dismissAsset = useCallback(
    (assetId: string) => {
      for (const upload of uploads.items) if (upload.status.assetId === assetId) uploads.remove(upload);
    },
    [uploads],
  );
  const value = useMemo(
    () => ({ items, recipe, setRecipe, add, dismiss: uploads.remove, dismissAsset }),
    [items, recipe, add, dismissAsset, uploads],
  );
  return <UploadContext value={value}>{children}</UploadContext>;
};

const isSending = ({ status }: UploadHandle): boolean =>
  status.state === 'active' && status.stage !== 'process';
