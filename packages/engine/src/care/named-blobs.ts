import type { Digest, Fingerprint } from '@reelmill/core';
import type {
  ArtifactRecord,
  AssetRecord,
  JobRecord,
  ReplacementRecord,
  Store,
  StoreOperations,
} from '../ports/index.ts';

/** An artifact that somebody relies on: an asset shows it, a job builds on it, or the cache would hand it out. */
export interface NeededArtifact {
  readonly digest: Digest;
  /** Undefined when its row is gone. */
  readonly record: ArtifactRecord | undefined;
  /** Cache entries that lead to it. */
  readonly fingerprints: ReadonlySet<Fingerprint>;
  readonly steps: readonly { readonly job: JobRecord; readonly stepKey: string }[];
}

/** Everything rows say must be there. */
export interface NamedBlobs {
  readonly assets: readonly AssetRecord[];
  readonly replacements: readonly ReplacementRecord[];
  readonly artifacts: readonly NeededArtifact[];
  /** Files of transactions that are not whole yet. */
  readonly arrived: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
}

const PAGE = 200;

/** Reads every asset, job and step: for looking after a store, not for serving one. */
export const namedBlobs = async ({ direct }: Pick<Store, 'direct'>): Promise<NamedBlobs> => {
  const assets = await everyPage((page) => direct.assets.list({ sort: 'createdAt', order: 'asc', ...page }));
  const jobs = await everyPage((page) => direct.jobs.list(page));
  const found = new Map<Digest, Mutable>();
  for (const job of jobs) await addArtifactsOf(direct, job, found);
  const artifacts: NeededArtifact[] = [];
  for (const [digest, { fingerprints, steps, isShown }] of found) {
    if (fingerprints.size === 0 && !isShown) continue;
    artifacts.push({ digest, record: await direct.artifacts.get(digest), fingerprints, steps });
  }
  const replacements: ReplacementRecord[] = [];
  for (const { id } of assets) replacements.push(...(await direct.replacements.ofAsset(id)));
  const arrived = (await direct.transactions.open()).flatMap(({ files }) =>
    files.flatMap(({ digest, sizeBytes }) => (digest === null ? [] : [{ digest, sizeBytes }])),
  );
  return { assets, replacements, artifacts, arrived };
};

interface Mutable {
  readonly fingerprints: Set<Fingerprint>;
  readonly steps: { readonly job: JobRecord; readonly stepKey: string }[];
  isShown: boolean;
}

const addArtifactsOf = async (
  tx: StoreOperations,
  job: JobRecord,
  found: Map<Digest, Mutable>,
): Promise<void> => {
  const published = new Set((await tx.outputs.ofJobs([job.id])).map((output) => output.artifactDigest));
  for (const { key: stepKey, artifactDigest, fingerprint } of await tx.steps.ofJob(job.id)) {
    if (!artifactDigest) continue;
    const artifact = found.get(artifactDigest) ?? { fingerprints: new Set(), steps: [], isShown: false };
    found.set(artifactDigest, artifact);
    artifact.steps.push({ job, stepKey });
    // What a job that came to nothing has made matters only while the cache would hand it out.
    if (published.has(artifactDigest) && job.state === 'succeeded') artifact.isShown = true;
    if (job.finishedAtMs === null) artifact.isShown = true;
    const entry = fingerprint && (await tx.cache.get(fingerprint));
    if (entry?.artifactDigest === artifactDigest) artifact.fingerprints.add(entry.fingerprint);
  }
};

const everyPage = async <T>(
  list: (page: {
    readonly limit: number;
    readonly offset: number;
  }) => Promise<{ readonly items: readonly T[] }>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  for (;;) {
    const { items } = await list({ limit: PAGE, offset: all.length });
    all.push(...items);
    if (items.length < PAGE) return all;
  }
};
