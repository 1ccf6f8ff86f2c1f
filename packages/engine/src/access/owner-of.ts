import type { Store } from '../ports/index.ts';
import { type Identity, seenBy } from './identity.ts';

/** Whose something is, by the kind its id begins with; undefined when there is no such thing, or it is nobody's. */
const ownerOf = async ({ direct }: Store, id: string): Promise<string | undefined> => {
  switch (id.slice(0, id.indexOf('_'))) {
    case 'asset':
      return (await direct.assets.get(id))?.ownerId;
    case 'job': {
      const job = await direct.jobs.get(id);
      return job && (await direct.assets.get(job.assetId))?.ownerId;
    }
    case 'upload':
      return ((await direct.uploads.get(id)) ?? (await direct.multiparts.get(id)))?.ownerId;
    case 'import':
      return (await direct.imports.get(id))?.ownerId;
    case 'bulk':
      return (await direct.bulks.get(id))?.ownerId;
    case 'webhook':
      return (await direct.webhooks.get(id))?.ownerId;
    case 'transaction':
      return (await direct.transactions.get(id))?.ownerId;
    default:
      return undefined;
  }
};

/**
 * Whether somebody may know of all these. An administrator may know of anything, also of what is not there; nobody else
 * is told whether it is not there or another's.
 */
export const maySee = async (store: Store, identity: Identity, ids: readonly string[]): Promise<boolean> => {
  const userId = seenBy(identity);
  if (userId === undefined) return true;
  for (const id of ids) if ((await ownerOf(store, id)) !== userId) return false;
  return true;
};
