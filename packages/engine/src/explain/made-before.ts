import {
  compareFingerprints,
  type FieldDifference,
  type Fingerprint,
  type FingerprintRecord,
  type StepKindName,
} from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';

/** A step that was made, with the readable record of what decided its result. */
export interface MadeStep {
  readonly jobId: string;
  readonly stepKey: string;
  readonly kind: StepKindName;
  /** Of the asset asked about. */
  readonly isOwn: boolean;
  readonly record: FingerprintRecord;
}

export interface History {
  readonly made: readonly MadeStep[];
  /** Made once; the result is no longer there. */
  readonly lost: ReadonlySet<Fingerprint>;
}

/** Enough to find what a recipe was changed from, few enough to answer at once. */
const JOBS_LOOKED_AT = 10;

/** What was made of this asset, and lately of others of its owner; newest first. */
export const madeBefore = async (
  tx: StoreOperations,
  { assetId, ownerId }: { readonly assetId?: string; readonly ownerId?: string },
): Promise<History> => {
  const page = { limit: JOBS_LOOKED_AT, offset: 0, ownerId };
  const own = assetId === undefined ? [] : (await tx.jobs.list({ assetId, ...page })).items;
  const latest = (await tx.jobs.list(page)).items;
  const made = new Map<Fingerprint, MadeStep>();
  const lost = new Set<Fingerprint>();
  for (const job of [...own, ...latest.filter((other) => other.assetId !== assetId)]) {
    for (const { key, kind, fingerprint, artifactDigest } of await tx.steps.ofJob(job.id)) {
      if (!fingerprint || !artifactDigest || made.has(fingerprint)) continue;
      const entry = await tx.cache.get(fingerprint);
      if (entry) {
        const record = JSON.parse(entry.record) as FingerprintRecord;
        made.set(fingerprint, { jobId: job.id, stepKey: key, kind, isOwn: job.assetId === assetId, record });
      } else lost.add(fingerprint);
    }
  }
  return { made: [...made.values()], lost };
};

/**
 * The step it was made from by a change, as far as one can tell. First those with the same place in a plan of the same
 * asset are looked at, then those in a plan of another, then all of its kind; of these the one that differs in the fewest
 * fields, of equals the newest.
 */
export const mostSimilar = (
  made: readonly MadeStep[],
  step: { readonly key: string; readonly kind: StepKindName },
  record: FingerprintRecord,
): { readonly made: MadeStep; readonly differences: readonly FieldDifference[] } | undefined => {
  const sameKind = made.filter(({ kind }) => kind === step.kind);
  const samePlace = sameKind.filter(({ stepKey }) => stepKey === step.key);
  const ownPlace = samePlace.filter(({ isOwn }) => isOwn);
  const candidates = [ownPlace, samePlace, sameKind].find((some) => some.length > 0) ?? [];
  return candidates
    .map((candidate) => ({ made: candidate, differences: compareFingerprints(candidate.record, record) }))
    .sort((a, b) => sizeOf(a.differences) - sizeOf(b.differences))[0];
};

const sizeOf = (differences: readonly FieldDifference[]): number =>
  differences.reduce((sum, { parts }) => sum + (parts?.length ?? 1), 0);
