import {
  type Digest,
  err,
  type FramesFacts,
  FramesFactsSchema,
  failure,
  ok,
  type Result,
} from '@reelmill/core';
import { stepFingerprint } from '../jobs/advance-job.ts';
import type { ArtifactRecord, StoreOperations } from '../ports/index.ts';
import { runAlone } from '../run/run-alone.ts';
import type { RunContext } from '../run/run-context.ts';

/** A bundle of frames that may be published. */
export interface AcceptedFrames {
  readonly facts: FramesFacts;
  /** Files it in the transaction of those who need it: the job that is inserted there takes it from the cache at once. */
  keep(tx: StoreOperations): Promise<void>;
}

/** Reads a bundle that a client made, unless it was read before. BUNDLE_INVALID says what is wrong with it (docs/decisions/0042). */
export const acceptFrames = async (
  context: RunContext,
  digest: Digest,
  signal: AbortSignal,
): Promise<Result<AcceptedFrames>> => {
  const known = stepFingerprint(context, { kind: 'accept-frames', params: {} }, { source: digest });
  const { direct } = context.store;
  const hit = await direct.cache.get(known.fingerprint);
  const cached = hit && (await direct.artifacts.get(hit.artifactDigest));
  const made = cached ? ok(cached) : await readBundle(context, digest, known, signal);
  if (!made.ok) return made;
  const artifact = made.value;
  return ok({
    facts: FramesFactsSchema.parse(artifact.facts),
    keep: async (tx) => {
      await tx.artifacts.put(artifact);
      await tx.cache.put({
        ...{ fingerprint: known.fingerprint, record: known.text, kind: 'accept-frames', warnings: [] },
        ...{ artifactDigest: artifact.digest, createdAtMs: context.nowMs() },
      });
    },
  });
};

const readBundle = async (
  context: RunContext,
  digest: Digest,
  known: ReturnType<typeof stepFingerprint>,
  signal: AbortSignal,
): Promise<Result<ArtifactRecord>> => {
  const path = await context.blobs.localPath(digest);
  if (path === undefined)
    return err(failure('BLOB_MISSING', 'bad-input', 'The bundle is gone from the store; send it again.'));
  const task = { params: {}, inputs: { source: { type: 'source', path, digest } } } as const;
  return runAlone(context, { kind: 'accept-frames', task, known, signal });
};
