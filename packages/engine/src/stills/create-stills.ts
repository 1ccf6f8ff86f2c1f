import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import { asArtifact } from '../run/commit-steps.ts';
import { createBlobKeeper } from '../run/keep-blob.ts';
import type { RunContext } from '../run/run-context.ts';
import { failureOfSystemError } from '../run/system-error.ts';
import type { StepTools } from '../steps/step-kind.ts';
import { planWantedStill } from './plan-wanted-still.ts';
import { createSlots } from './slots.ts';

/**
 * Stills while somebody waits: the step a recipe would run, looked up in the action cache by its fingerprint and run
 * outside of any job where it is not there (docs/decisions/0019). Whoever asks for what is being made waits for that.
 */
export const createStills = (context: RunContext, atOnce: number) => {
  const { store, blobs, log } = context;
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
    { text, fingerprint }: ReturnType<typeof stepFingerprint>,
  ): Promise<Result<ArtifactEntry>> => {
    // Once more: it may have been made between the caller's look and its turn.
    const there = await cached(fingerprint);
    if (there) return ok(there);
    const path = await blobs.localPath(sourceDigest);
    if (path === undefined) {
      const message = 'The bytes of the source are gone from the store; upload the file again.';
      return err(failure('BLOB_MISSING', 'bad-input', message));
    }
    const workFolder = join(context.workFolder, `still.${fingerprint}`);
    const keeper = createBlobKeeper(context);
    try {
      await mkdir(workFolder, { recursive: true });
      const { toolchain, stepKinds, deriveKey } = context;
      const tools: StepTools = {
        ...{ workFolder, toolchain, deriveKey, keep: keeper.keep },
        signal: stopping.signal,
        onProgress: () => {},
      };
      const task = { params, inputs: { source: { type: 'source', path, digest: sourceDigest } } } as const;
      const made = await stepKinds.still.run({ tasks: [task], ...tools });
      if (!made.ok) return made;
      const [result] = made.value;
      const entry = result?.entries[0];
      if (!result || !entry) throw new Error('a still was made without a picture');
      const artifact = asArtifact(result);
      await store.transaction(
        async (tx) => {
          await tx.artifacts.put(artifact);
          await tx.cache.put({
            ...{ fingerprint, record: text, kind: 'still', artifactDigest: artifact.digest },
            ...{ warnings: result.warnings, createdAtMs: context.nowMs() },
          });
        },
        // A power cut that takes it back costs one decode.
        { durable: false },
      );
      return ok(entry);
    } catch (error) {
      const known = failureOfSystemError(error);
      if (known) return err(known);
      log.error({ err: error }, 'a still could not be made');
      return err(failure('INTERNAL', 'bug', 'The still could not be made; the log has the details.'));
    } finally {
      await rm(workFolder, { recursive: true, force: true });
      await keeper.release();
    }
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
