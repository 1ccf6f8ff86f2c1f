import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@reelmill/core';
import type { NamedRecipe } from '../engine.ts';
import type { BlobStore, JobRecord, Store } from '../ports/index.ts';
import type { StoreReport } from './check-store.ts';
import { sourceOfJob } from './source-of-job.ts';

/** A recipe to make of an asset again: what is whole is cached, so only what was damaged runs. */
export interface Rebuild {
  readonly assetId: string;
  readonly recipe: NamedRecipe;
}

/**
 * Takes damaged bytes out of the store and forgets that steps with these results were made. Bytes that people sent go to the
 * quarantine folder, since they may be all that is left of them; everything else can be made again. Only for a store that
 * nobody else uses. Returns what has to be made again; of an asset's recipes that of its current version comes last, so
 * that it stays the current one.
 */
export const forgetDamage = async (
  context: { readonly store: Store; readonly blobs: BlobStore; readonly quarantineFolder: string },
  report: StoreReport,
): Promise<readonly Rebuild[]> => {
  const { store, blobs, quarantineFolder } = context;
  const sources = new Set([
    ...report.sources.map((asset) => asset.sourceDigest),
    ...report.replacements.map(({ digest }) => digest),
  ]);
  // Before the rows: bytes that are there would be taken for what a rebuild makes.
  for (const { digest } of report.damaged) {
    const path = sources.has(digest) ? await blobs.localPath(digest) : undefined;
    if (path === undefined) await blobs.delete(digest);
    else {
      await mkdir(quarantineFolder, { recursive: true });
      await rename(path, join(quarantineFolder, digest));
    }
  }
  await store.transaction(async (tx) => {
    for (const { fingerprints } of report.artifacts)
      for (const fingerprint of fingerprints) await tx.cache.delete(fingerprint);
  });
  return rebuildsOf(store, report);
};

const rebuildsOf = async (store: Store, report: StoreReport): Promise<readonly Rebuild[]> => {
  const { direct } = store;
  const lost = new Set(report.sources.map((asset) => asset.id));
  const jobs = new Map(
    report.artifacts.flatMap(({ steps }) => steps.map(({ job }): [string, JobRecord] => [job.id, job])),
  );
  const wanted = [...jobs.values()].filter(
    ({ assetId, state }) => !lost.has(assetId) && state !== 'failed' && state !== 'cancelled',
  );
  const rebuilds: Rebuild[] = [];
  for (const [assetId, ofAsset] of Map.groupBy(wanted, (job) => job.assetId)) {
    const asset = await direct.assets.get(assetId);
    if (!asset) continue;
    const current = asset.currentJobId && (await direct.jobs.get(asset.currentJobId));
    const recipes = new Map<string, JobRecord>();
    for (const job of ofAsset) {
      // What was made of a file that has been replaced since cannot be made of the new one.
      const source = await sourceOfJob(direct, job.id);
      if (source === undefined || source === asset.sourceDigest) recipes.set(canonicalJson(job.recipe), job);
    }
    if (current && recipes.size > 0) {
      recipes.delete(canonicalJson(current.recipe));
      recipes.set(canonicalJson(current.recipe), current);
    }
    for (const { recipeName: name, recipe } of recipes.values())
      rebuilds.push({ assetId, recipe: { name, recipe } });
  }
  return rebuilds;
};
