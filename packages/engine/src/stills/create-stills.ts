import {
  type ByteRange,
  bytesOfStill,
  err,
  type Fingerprint,
  ok,
  probeStep,
  type Result,
  SourceFactsSchema,
  type StillParams,
  type StillQuery,
} from '@reelmill/core';
import { stepFingerprint } from '../jobs/advance-job.ts';
import { noSuchAsset } from '../library/no-such-asset.ts';
import type { ArtifactEntry, AssetRecord } from '../ports/index.ts';
import { runAlone } from '../run/run-alone.ts';
import type { RunContext } from '../run/run-context.ts';
import { planWantedStill } from './plan-wanted-still.ts';
import { createSlots } from './slots.ts';

/**
 * Stills while somebody waits: the step a recipe would run, looked up in the action cache by its fingerprint and run
 * outside of any job where it is not there (docs/decisions/0019). Whoever asks for what is being made waits for that.
 */
export const createStills = (context: RunContext, atOnce: number) => {
  const { store, blobs } = context;
  const underWay = new Map<Fingerprint, Promise<Result<ArtifactEntry>>>();
  const inSlot = createSlots(atOnce);
  const stopping = new AbortController();

  const cached = async (fingerprint: Fingerprint): Promise<ArtifactEntry | undefined> => {
    const hit = await store.direct.cache.get(fingerprint);
    const [entry] = (hit && (await store.direct.artifacts.get(hit.artifactDigest)))?.entries ?? [];
    return entry && (await blobs.stat(entry.digest)) ? entry : undefined;
  };

  /** What of the source the picture lies among; undefined where nobody knows. */
  const bytesFor = async (
    { sourceDigest, sourceSizeBytes }: AssetRecord,
    params: StillParams,
  ): Promise<readonly ByteRange[] | undefined> => {
    const probe = stepFingerprint(context, probeStep(sourceSizeBytes), { source: sourceDigest });
    const hit = await store.direct.cache.get(probe.fingerprint);
    const artifact = hit && (await store.direct.artifacts.get(hit.artifactDigest));
    return artifact && bytesOfStill(params, SourceFactsSchema.parse(artifact.facts).videoIndex);
  };

  const make = async (
    asset: AssetRecord,
    params: StillParams,
    known: ReturnType<typeof stepFingerprint>,
  ): Promise<Result<ArtifactEntry>> => {
    // Once more: it may have been made between the caller's look and its turn.
    const there = await cached(known.fingerprint);
    if (there) return ok(there);
    const source = { digest: asset.sourceDigest, bytes: await bytesFor(asset, params) };
    const made = await runAlone(context, {
      ...{ kind: 'still', params, source, known, signal: stopping.signal },
    });
    if (!made.ok) return made;
    const [entry] = made.value.entries;
    if (!entry) throw new Error('a still was made without a picture');
    return ok(entry);
  };

  return {
    get: async (assetId: string, query: StillQuery): Promise<Result<ArtifactEntry>> => {
      const asset = await store.direct.assets.get(assetId);
      if (!asset) return err(noSuchAsset);
      const params = planWantedStill(context, asset, query);
      if (!params.ok) return params;
      const { sourceDigest } = asset;
      const step = { kind: 'still', params: params.value } as const;
      const known = stepFingerprint(context, step, { source: sourceDigest });
      const there = await cached(known.fingerprint);
      if (there) return ok(there);
      // Not bound to any request: one that goes away takes nothing from the others.
      const making =
        underWay.get(known.fingerprint) ??
        inSlot(() => make(asset, params.value, known)).finally(() => underWay.delete(known.fingerprint));
      underWay.set(known.fingerprint, making);
      return making;
    },
    /** Ends what is being made, and resolves when its processes are gone. */
    stop: async (): Promise<void> => {
      stopping.abort();
      await Promise.all(underWay.values());
    },
  };
};
