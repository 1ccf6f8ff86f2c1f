import { type Digest, type FramesFacts, FramesFactsSchema, ok, type Result } from '@reelmill/core';
import { stepFingerprint } from '../jobs/advance-job.ts';
import type { StoreOperations } from '../ports/index.ts';
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
  const step = { kind: 'accept-frames', params: {}, source: { digest }, known, signal } as const;
  const made = cached ? ok(cached) : await runAlone(context, step);
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
