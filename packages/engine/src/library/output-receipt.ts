import { artifactUrl, err, failure, type OutputReceipt, ok, type Result } from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';
import { assetView } from './asset-view.ts';

/** Size and digest of every file of an output that the asset shows. */
export const outputReceipt = async (
  tx: StoreOperations,
  assetId: string,
  name: string,
): Promise<Result<OutputReceipt>> => {
  const asset = await assetView(tx, assetId);
  const output = asset?.outputs.find((candidate) => candidate.name === name);
  const artifact = output && (await tx.artifacts.get(output.artifactDigest));
  if (!artifact)
    return err(failure('NOT_FOUND', 'bad-input', `The asset is not there, or shows no output "${name}".`));
  const files = artifact.entries.map(({ path, digest, sizeBytes, mediaType }) => ({
    ...{ path, url: artifactUrl(artifact.digest, path), sizeBytes, sha256: digest, mediaType },
  }));
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return ok({ artifactDigest: artifact.digest, sizeBytes, files });
};
