import {
  type Digest,
  err,
  type Fingerprint,
  failure,
  ok,
  type Result,
  type StillParams,
  type StillQuery,
} from '@reelmill/core';
import { stepFingerprint } from '../jobs/advance-job.ts';
import type { ArtifactEntry } from '../ports/index.ts';
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

  const make = async (
    sourceDigest: Digest,
    params: StillParams,
    known: ReturnType<typeof stepFingerprint>,
  ): Promise<Result<ArtifactEntry>> => {
    // Once more: it may have been made between the caller's look and its turn.
    const there = await cached(known.fingerprint);
    if (there) return ok(there);
    const path = await blobs.localPath(sourceDigest);
    if (path === undefined) {
      const message = 'The bytes of the source are gone from the store; upload the file again.';
      return err(failure('BLOB_MISSING', 'bad-input', message));
    }
    const task = { params, inputs: { source: { type: 'source', path, digest: sourceDigest } } } as const;
    const made = await runAlone(context, { kind: 'still', task, known, signal: stopping.signal });
    if (!made.ok) return made;
    const [entry] = made.value.entries;
    if (!entry) throw new Error('a still was made without a picture');
    return ok(entry);
  };

  return {
    get: async (assetId: string, query: StillQuery): Promise<Result<ArtifactEntry>> => {
      const asset = await store.direct.assets.get(assetId);
      if (!asset)
        return err(failure('NOT_FOUND', 'bad-input', 'There is no such asset; it may have been deleted.'));
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
        inSlot(() => make(sourceDigest, params.value, known)).finally(() =>
          underWay.delete(known.fingerprint),
        );
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
