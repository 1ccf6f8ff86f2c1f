import { firstSteps, onlyLooks } from '@reelmill/core';
import type { NamedRecipe } from '../engine.ts';
import type { Emit } from '../events/commit.ts';
import { newId } from '../identity/new-id.ts';
import { replacementsOf } from '../library/replacements-of.ts';
import type { AssetRecord, StoreOperations } from '../ports/index.ts';
import { type AdvanceContext, advanceJob } from './advance-job.ts';
import { newStepRecord } from './step-record.ts';

/**
 * A new job with its first step; whatever is cached already is taken at once, so a job on known bytes may come back
 * finished. The asset's state follows.
 */
export const insertJob = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  asset: AssetRecord,
  wanted: NamedRecipe,
  {
    priority = 0,
    completes = onlyLooks(wanted.recipe) ? asset.currentJobId : null,
  }: {
    readonly priority?: number | undefined;
    /** The job it makes another output for: the one the asset shows, where a recipe makes nothing to show instead. */
    readonly completes?: string | null;
  } = {},
): Promise<string> => {
  const jobId = newId('job');
  const nowMs = context.nowMs();
  const replacements = await replacementsOf(tx, asset.id);
  const first = firstSteps(wanted.recipe, asset.sourceSizeBytes, replacements);
  await tx.jobs.insert({
    id: jobId,
    assetId: asset.id,
    recipeName: wanted.name,
    recipe: wanted.recipe,
    completes,
    priority,
    state: 'queued',
    stage: 'waiting',
    planned: first.isWhole,
    progress: 0,
    etaSeconds: null,
    error: null,
    warnings: [],
    notes: [],
    createdAtMs: nowMs,
    startedAtMs: null,
    finishedAtMs: null,
  });
  // An asset that gets one more output is as ready as before.
  if (completes === null) await tx.assets.update(asset.id, { state: 'processing', updatedAtMs: nowMs });
  await tx.steps.insert(first.steps.map((step, position) => newStepRecord(jobId, position, step)));
  await advanceJob(tx, emit, context, jobId);
  return jobId;
};
