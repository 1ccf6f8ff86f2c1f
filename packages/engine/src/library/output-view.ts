import { artifactUrl, HlsFactsSchema, type Output, PosterFactsSchema } from '@reelmill/core';
import type { OutputRecord, StoreOperations } from '../ports/index.ts';

/** What the assets offer, by asset id. */
export const outputViews = async (
  tx: StoreOperations,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Output[]>> => {
  const records = await tx.outputs.ofAssets(assetIds);
  const facts = await tx.artifacts.factsOf(records.map((record) => record.artifactDigest));
  const views = new Map<string, Output[]>(assetIds.map((id) => [id, []]));
  for (const record of records) {
    const found = facts.get(record.artifactDigest);
    if (found) views.get(record.assetId)?.push(outputView(record, found));
  }
  return views;
};

export const outputView = (
  record: OutputRecord,
  artifact: { readonly facts: unknown; readonly sizeBytes: number },
): Output => {
  const common = {
    artifactDigest: record.artifactDigest,
    sizeBytes: artifact.sizeBytes,
    publishedAt: new Date(record.publishedAtMs).toISOString(),
  };
  if (record.kind === 'poster') {
    const { path, width, height } = PosterFactsSchema.parse(artifact.facts);
    return { kind: 'poster', url: artifactUrl(record.artifactDigest, path), width, height, ...common };
  }
  const { path, durationSeconds, hasAudio, renditions } = HlsFactsSchema.parse(artifact.facts);
  return {
    kind: 'hls',
    url: artifactUrl(record.artifactDigest, path),
    durationSeconds,
    hasAudio,
    renditions,
    ...common,
  };
};
