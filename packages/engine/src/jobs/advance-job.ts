import {
  type Capabilities,
  type Digest,
  type Failure,
  type FoundFacts,
  type JobState,
  jobProgress,
  jobStage,
  plan,
  SourceFactsSchema,
  type StepInput,
} from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { fingerprintOf } from '../identity/sha256.ts';
import { replacementsOf } from '../library/replacements-of.ts';
import {
  type CacheRecord,
  crashPoint,
  type JobRecord,
  type StepOutline,
  type StepRecord,
  type StoreOperations,
} from '../ports/index.ts';
import type { StepKinds } from '../steps/step-kind.ts';
import { announceAsset, announceJob } from './announce.ts';
import { endJob } from './end-job.ts';
import { publishOutput } from './publish-output.ts';
import { newStepRecord } from './step-record.ts';

export interface AdvanceContext {
  readonly capabilities: Capabilities;
  readonly stepKinds: StepKinds;
  readonly nowMs: () => number;
}

/**
 * Brings a job as far as it goes without running anything: resolves inputs, takes what is cached, plans once the probe
 * is known, marks what is due, ends the job when nothing is left. Runs in the transaction of whatever changed.
 */
export const advanceJob = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  jobId: string,
): Promise<void> => {
  for (;;) {
    const job = await tx.jobs.get(jobId);
    if (!job || isEnded(job.state) || job.state === 'paused') return;
    const before = await tx.steps.outline(jobId);
    const resolved = await resolveWaiting(tx, emit, context, job, before);
    if (resolved.anyCached) continue;
    const steps = resolved.anyDue ? await tx.steps.outline(jobId) : before;
    if (!job.planned && steps.filter(decidesPlan).every(isDone)) {
      const problem = await planRest(tx, context, job, steps);
      if (problem) return endJob(tx, emit, context.nowMs(), jobId, 'failed', problem);
      await announceAsset(tx, emit, job.assetId);
      continue;
    }
    if (job.planned && steps.every(isDone))
      return endJob(tx, emit, context.nowMs(), jobId, 'succeeded', null);
    return refreshJob(tx, emit, job, steps);
  }
};

const isEnded = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
const isDone = (step: Pick<StepRecord, 'state'>): boolean =>
  step.state === 'executed' || step.state === 'cached';

/** What has to be known before all the steps are. */
export const decidesPlan = ({ kind }: Pick<StepRecord, 'kind'>): boolean =>
  kind === 'probe' || kind === 'sample-ladder';

/** `anyCached`: a step is made, which may have made others due. */
const resolveWaiting = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  job: JobRecord,
  steps: readonly StepOutline[],
): Promise<{ readonly anyDue: boolean; readonly anyCached: boolean }> => {
  let [anyDue, anyCached] = [false, false];
  if (!steps.some((step) => step.state === 'waiting')) return { anyDue, anyCached };
  const made = artifactsOf(steps);
  const waiting = await tx.steps.waiting(job.id);
  for (const step of waiting) {
    const inputs = await inputContents(tx, job, step, made);
    if (!inputs) continue;
    const { fingerprint } = stepFingerprint(context, step, inputs);
    await tx.steps.update(job.id, step.key, { fingerprint, state: 'ready' }, { states: ['waiting'] });
    anyDue = true;
    const hit = await tx.cache.get(fingerprint);
    if (hit) {
      await takeCached(tx, emit, context.nowMs(), job, step, hit);
      anyCached = true;
    }
  }
  return { anyDue, anyCached };
};

/** The readable record of what decides this step's result, and its digest. */
export const stepFingerprint = (
  context: Pick<AdvanceContext, 'capabilities' | 'stepKinds'>,
  step: Pick<StepRecord, 'kind' | 'params'>,
  inputs: Readonly<Record<string, InputContent>>,
) => {
  const { version, usesToolchain } = context.stepKinds[step.kind];
  return fingerprintOf({
    kind: step.kind,
    version,
    params: step.params,
    inputs,
    toolchain: usesToolchain ? context.capabilities.version : null,
  });
};

/** A digest of the whole, or those of the seconds a part of the source is made of. */
export type InputContent = Digest | readonly string[];

const artifactsOf = (steps: readonly StepOutline[]): ReadonlyMap<string, Digest> =>
  new Map(
    steps.flatMap((step) =>
      isDone(step) && step.artifactDigest ? [[step.key, step.artifactDigest] as const] : [],
    ),
  );

/** What other steps of its job have made for this one, by their keys; those of a film are many, so only if it asks. */
export const madeFor = async (
  tx: StoreOperations,
  step: Pick<StepRecord, 'jobId' | 'inputs'>,
): Promise<ReadonlyMap<string, Digest>> => {
  const asks = Object.values(step.inputs).some((input) => typeof input === 'object' && 'step' in input);
  return artifactsOf(asks ? await tx.steps.outline(step.jobId) : []);
};

/** What a step's inputs are made of; undefined while one is not made yet. */
export const inputContents = async (
  tx: StoreOperations,
  job: JobRecord,
  step: Pick<StepRecord, 'inputs'>,
  made: ReadonlyMap<string, Digest>,
): Promise<Readonly<Record<string, InputContent>> | undefined> => {
  const contents: Record<string, InputContent> = {};
  for (const [name, input] of Object.entries(step.inputs)) {
    const content =
      contentOf(input, made) ??
      (isSource(input) ? (await tx.assets.get(job.assetId))?.sourceDigest : undefined);
    if (!content) return undefined;
    contents[name] = content;
  }
  return contents;
};

/** Of an input that says itself what it is; undefined for the asset's source, and for what is not made yet. */
export const contentOf = (input: StepInput, made: ReadonlyMap<string, Digest>): InputContent | undefined => {
  if (input === 'source') return undefined;
  if ('step' in input) return made.get(input.step);
  return 'part' in input ? input.part.content : input.blob;
};

/** All of the asset's source, however little of it is read. */
export const isSource = (input: StepInput): boolean =>
  input === 'source' || !('step' in input || 'part' in input || input.blob !== undefined);

/** A step whose result exists: nothing runs, and what it publishes is published. */
export const takeCached = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  job: Pick<JobRecord, 'id' | 'assetId' | 'completes'>,
  step: StepRecord,
  hit: CacheRecord,
): Promise<void> => {
  const taken = await tx.steps.update(
    job.id,
    step.key,
    { state: 'cached', artifactDigest: hit.artifactDigest, progress: 1, finishedAtMs: nowMs },
    { states: ['ready'] },
  );
  if (!taken) return;
  await addWarnings(tx, job.id, hit.warnings);
  if (step.publishes) await publishOutput(tx, emit, nowMs, job, step.publishes, hit.artifactDigest);
};

export const addWarnings = async (
  tx: StoreOperations,
  jobId: string,
  warnings: readonly string[],
): Promise<void> => {
  const job = warnings.length > 0 ? await tx.jobs.get(jobId) : undefined;
  if (!job) return;
  await tx.jobs.update(jobId, { warnings: [...new Set([...job.warnings, ...warnings])] });
};

/** Inserts the steps that what is known leads to: the probe, and then what the plan awaits. A failure says why the source cannot become what was asked for. */
const planRest = async (
  tx: StoreOperations,
  context: AdvanceContext,
  job: JobRecord,
  steps: readonly StepOutline[],
): Promise<Failure | undefined> => {
  const artifact = steps[0]?.artifactDigest && (await tx.artifacts.get(steps[0].artifactDigest));
  if (!artifact) throw new Error('the probe step has no artifact');
  const facts = SourceFactsSchema.parse(artifact.facts);
  await tx.assets.update(job.assetId, { probe: facts.probe, updatedAtMs: context.nowMs() });
  const fileName = (await tx.assets.get(job.assetId))?.sourceFileName;
  const found = await foundFacts(tx, steps);
  const replacements = await replacementsOf(tx, job.assetId);
  const planned = plan(job.recipe, facts, context.capabilities, fileName, found, replacements);
  if (!planned.ok) return planned.error;
  const rest = planned.value.steps.filter((step) => !steps.some((existing) => existing.key === step.key));
  await tx.steps.insert(rest.map((step, index) => newStepRecord(job.id, steps.length + index, step)));
  crashPoint('plan.inserted');
  const { notes, awaits = [] } = planned.value;
  await tx.jobs.update(job.id, { planned: awaits.length === 0, notes });
  return undefined;
};

const foundFacts = async (tx: StoreOperations, steps: readonly StepOutline[]): Promise<FoundFacts> => {
  const deciding = steps.filter(decidesPlan);
  const facts = await tx.artifacts.factsOf(
    deciding.flatMap(({ artifactDigest }) => (artifactDigest ? [artifactDigest] : [])),
  );
  return new Map(
    deciding.flatMap(({ key, artifactDigest }) => {
      const found = artifactDigest && facts.get(artifactDigest);
      return found ? [[key, found.facts] as const] : [];
    }),
  );
};

/** Stage and progress as the steps now have it. */
const refreshJob = async (
  tx: StoreOperations,
  emit: Emit,
  job: JobRecord,
  steps: readonly StepOutline[],
): Promise<void> => {
  await tx.jobs.update(job.id, {
    stage: jobStage(steps, job.planned),
    progress: jobProgress({ steps, planned: job.planned, succeeded: false, before: job.progress }),
  });
  await announceJob(tx, emit, job.id);
};
