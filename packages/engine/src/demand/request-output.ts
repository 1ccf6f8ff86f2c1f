import {
  atOnce,
  err,
  type Failure,
  failure,
  type Output,
  ok,
  type RecipeOutput,
  type RequestedOutput,
  type Result,
} from '@reelmill/core';
import { ONE_JOB, type RefuseBeyondQuota } from '../access/quotas.ts';
import type { Commit, Emit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import { insertJob } from '../jobs/insert-job.ts';
import { jobSummary } from '../jobs/job-view.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import { noSuchAsset } from '../library/no-such-asset.ts';
import { publishedBy } from '../library/output-view.ts';
import { shownJobId } from '../library/shown-job.ts';
import type { AssetRecord, JobRecord, Store, StoreOperations } from '../ports/index.ts';
import { addUse } from './count-uses.ts';
import { WORTH } from './rank.ts';

interface RequestContext extends AdvanceContext {
  readonly refuseBeyondQuota: RefuseBeyondQuota;
  readonly store: Store;
  readonly commit: Commit;
}

/**
 * One output of what an asset shows. One that was left until somebody asks is made now, once however many ask. The
 * failure is that of the job that tried, when trying again would end the same way, or QUOTA_EXCEEDED.
 */
export const requestOutput = async (
  context: RequestContext,
  assetId: string,
  name: string,
): Promise<Result<RequestedOutput>> => {
  const { direct } = context.store;
  const there = await findOutput(direct, assetId, name);
  if (there) return ok({ state: 'made', output: there });
  const started = await context.commit(async (tx, emit): Promise<Result<string | null>> => {
    const asset = await tx.assets.get(assetId);
    if (!asset) return err(noSuchAsset);
    if (await findOutput(tx, assetId, name)) return ok(null);
    const found = await orderOutput(tx, emit, context, asset, name, 0);
    if (found.ok) await addUse(tx, assetId, name, WORTH.view, context.nowMs());
    return found;
  });
  if (!started.ok) return started;
  const output = await findOutput(direct, assetId, name);
  if (output) return ok({ state: 'made', output });
  const job = started.value === null ? undefined : await jobSummary(direct, started.value);
  if (!job) return err(notFound('The output has just been removed; ask again.'));
  return job.error && job.finishedAt !== null ? err(job.error) : ok({ state: 'making', job });
};

export const findOutput = async (
  tx: StoreOperations,
  assetId: string,
  name: string,
): Promise<Output | undefined> => {
  const asset = await tx.assets.get(assetId);
  const [newest] = asset?.currentJobId === null ? await tx.jobs.newestOf([assetId]) : [];
  const jobId = asset && shownJobId(asset, newest);
  const published = jobId ? (await publishedBy(tx, [jobId])).get(jobId) : undefined;
  return published?.outputs.find((output) => output.name === name);
};

/** Id of the job that makes the output, new or under way. QUOTA_EXCEEDED where its owner may have no other. */
export const orderOutput = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext & Pick<RequestContext, 'refuseBeyondQuota'>,
  asset: AssetRecord,
  name: string,
  priority: number,
): Promise<Result<string>> => {
  const jobs = await jobsOfAsset(tx, asset.id);
  // What is being made now is what the asset will show: it decides what is left to ask for.
  const open = jobs.find((job) => job.completes === null && job.finishedAtMs === null);
  const shown = jobs.find((job) => job.id === asset.currentJobId);
  const recipe = (open ?? shown)?.recipe;
  const wanted = recipe?.outputs.find((output) => output.name === name);
  if (!wanted) return err(notFound(`The asset has no output "${name}".`));
  if (open) return ok(open.id);
  if (!shown) return err(notFound(`The asset has no output "${name}" yet.`));
  const before = jobs.find((job) => job.completes === shown.id && makes(job, name));
  if (before?.finishedAtMs === null) return ok(before.id);
  if (before?.error && isFinal(before.error)) return err(before.error);
  const refused = await context.refuseBeyondQuota(tx, asset.ownerId, ONE_JOB);
  if (refused) return err(refused);
  const one = { name: shown.recipeName, recipe: { outputs: [atOnce(wanted)] } };
  return ok(await insertJob(tx, emit, context, asset, one, { priority, completes: shown.id }));
};

const makes = (job: JobRecord, name: string): boolean =>
  job.recipe.outputs.some((output: RecipeOutput) => output.name === name);

/** The file or this machine is what it is: the next try would end the same way. */
const isFinal = ({ reason }: Failure): boolean =>
  reason === 'bad-input' || reason === 'unsupported' || reason === 'limit-exceeded';

const notFound = (message: string) => failure('NOT_FOUND', 'bad-input', message);
