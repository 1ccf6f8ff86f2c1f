import { type Asset, resolveRecipe } from '@reelmill/core';
import { sha256OfBytes } from '@reelmill/engine';
import type { ArtifactEntry } from '@reelmill/engine/ports';
import type { ServerUnderTest } from './server-under-test.ts';

/** An asset of these bytes, with its first job waiting. */
export const addAsset = async (
  { engine, blobs }: ServerUnderTest,
  text: string,
  name = 'clip.mp4',
): Promise<Asset> => {
  const recipe = resolveRecipe('web');
  if (!recipe.ok) throw new Error(recipe.error.message);
  const { digest, sizeBytes } = await blobs.putBytes(Buffer.from(text));
  const asset = await engine.createAsset({
    name,
    fileName: name,
    metadata: {},
    sourceDigest: digest,
    sourceSizeBytes: sizeBytes,
    recipe: recipe.value,
  });
  if (!asset.ok) throw new Error(asset.error.message);
  return asset.value;
};

/** An artifact of these files, published as the asset's HLS output. Gives the folder of its addresses. */
export const publish = async (
  { engine, blobs, url }: ServerUnderTest,
  asset: Asset,
  files: Readonly<Record<string, { readonly text: string; readonly mediaType: string }>>,
  about: object = {},
): Promise<string> => {
  const entries: ArtifactEntry[] = [];
  for (const [path, { text, mediaType }] of Object.entries(files)) {
    const { digest, sizeBytes } = await blobs.putBytes(Buffer.from(text));
    entries.push({ path, digest, sizeBytes, mediaType });
  }
  const facts = { url: 'main.m3u8', durationSeconds: 4, hasAudio: false, renditions: [], ...about };
  const digest = sha256OfBytes(JSON.stringify({ entries, facts }));
  await engine.commit(async (tx) => {
    await tx.artifacts.put({ digest, entries, facts });
    await tx.outputs.put({
      jobId: asset.job?.id ?? '',
      name: 'hls',
      kind: 'hls',
      onDemand: false,
      artifactDigest: digest,
      publishedAtMs: Date.now(),
    });
  });
  return `${url}/media/${digest}`;
};
