import type { Digest } from '@reelmill/core';
import type { AssetChoice, AssetRecord, Store } from '../ports/index.ts';

/** Who wants to watch: the holder of a token, or whoever a request came from. */
export type Viewer =
  | { readonly by: 'token'; readonly assetId: string }
  /** Sees what is public, and what belongs to this user; of every user where that is undefined. */
  | { readonly by: 'identity'; readonly seenBy: string | undefined }
  | { readonly by: 'nothing' };

/** Why something may be seen; undefined when it may not. */
export type Leave = 'public' | 'token' | 'own' | undefined;

/** Grants that are remembered: some hundred bytes each. */
const MOST_KEPT = 10_000;

/**
 * Whether somebody may see an artifact, or an asset. An artifact may belong to many assets: one is enough. Grants are
 * remembered until `forget`, so that segments of one stream do not ask the database again; refusals are not.
 */
export const createLeave = (options: {
  readonly store: Store;
  /** Whether everything is public of which nobody has said otherwise. */
  readonly isOpen: () => boolean;
}) => {
  const { store, isOpen } = options;
  let granted = new Map<string, NonNullable<Leave>>();

  const publicOnes = (): AssetChoice => ({ visibility: isOpen() ? ['public', null] : ['public'] });

  const decide = async (viewer: Viewer, isOf: (assets: AssetChoice) => Promise<boolean>): Promise<Leave> => {
    if (viewer.by === 'token') return (await isOf({ id: viewer.assetId })) ? 'token' : undefined;
    if (await isOf(publicOnes())) return 'public';
    if (viewer.by === 'nothing') return undefined;
    return (await isOf({ ownerId: viewer.seenBy })) ? 'own' : undefined;
  };

  return {
    toArtifact: async (viewer: Viewer, digest: Digest): Promise<Leave> => {
      const key = `${isOpen()} ${nameOf(viewer)} ${digest}`;
      const known = granted.get(key);
      if (known) return known;
      const before = granted;
      const leave = await decide(viewer, (assets) => store.direct.artifacts.isOf(digest, assets));
      // What was read may be old by now: it is not remembered in the place of what was forgotten meanwhile.
      if (leave && before === granted) {
        const [oldest] = granted.keys();
        if (oldest !== undefined && granted.size >= MOST_KEPT) granted.delete(oldest);
        granted.set(key, leave);
      }
      return leave;
    },

    toAsset: async (viewer: Viewer, assetId: string): Promise<Leave> => {
      const asset = await store.direct.assets.get(assetId);
      return asset && decide(viewer, async (assets) => isAmong(asset, assets));
    },

    forget: (): void => {
      granted = new Map();
    },
  };
};

const isAmong = (asset: AssetRecord, { id, ownerId, visibility }: AssetChoice): boolean =>
  (id === undefined || asset.id === id) &&
  (ownerId === undefined || asset.ownerId === ownerId) &&
  (visibility === undefined || visibility.includes(asset.visibility));

const nameOf = (viewer: Viewer): string => {
  if (viewer.by === 'token') return viewer.assetId;
  return viewer.by === 'identity' ? `of ${viewer.seenBy ?? '*'}` : '';
};
