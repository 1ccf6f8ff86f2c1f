import type { Asset } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';

/** Where the bytes of an output that is a single file lie. */
export const publishedFile = async (engine: Engine, asset: Asset, name: string): Promise<string> => {
  const output = asset.outputs.find((candidate) => candidate.name === name);
  const artifact = output && (await engine.store.direct.artifacts.get(output.artifactDigest));
  const [entry] = artifact?.entries ?? [];
  const path = entry && (await engine.blobs.localPath(entry.digest));
  if (path === undefined) throw new Error(`there is no output "${name}"`);
  return path;
};
