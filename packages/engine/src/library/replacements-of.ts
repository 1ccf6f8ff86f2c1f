import type { Replacements } from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';

/** What stands in place of an asset's outputs; nothing for an asset that does not exist yet. */
export const replacementsOf = async (
  tx: StoreOperations,
  assetId: string | undefined,
): Promise<Replacements> =>
  new Map(
    (assetId === undefined ? [] : await tx.replacements.ofAsset(assetId)).map(
      ({ name, digest, sizeBytes }) => [name, { digest, sizeBytes }],
    ),
  );
