import {
  type Digest,
  type ExplainedStep,
  type FoundFacts,
  firstSteps,
  ok,
  type PlanExplanation,
  type PlannedStep,
  plan,
  probeStep,
  type Result,
  type SourceFacts,
  SourceFactsSchema,
} from '@reelmill/core';
import type { NamedRecipe } from '../engine.ts';
import {
  type AdvanceContext,
  contentOf,
  type InputContent,
  isSource,
  stepFingerprint,
} from '../jobs/advance-job.ts';
import { replacementsOf } from '../library/replacements-of.ts';
import type { CacheRecord, StoreOperations } from '../ports/index.ts';
import { type History, madeBefore, mostSimilar } from './made-before.ts';
import { nameChanges } from './name-changes.ts';

export interface ExplainContext extends Pick<AdvanceContext, 'capabilities' | 'stepKinds'> {
  readonly store: { readonly direct: StoreOperations };
}

export interface ExplainedSource {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** What outputs that carry it call the source. */
  readonly fileName: string;
  /** Whose earlier jobs it is compared with first. */
  readonly assetId?: string;
  /** Of whose jobs alone is told what they were made from; of everybody's unless given. */
  readonly ownerId?: string;
  /** Taken from the cache unless given. */
  readonly facts?: SourceFacts;
}

/**
 * What a recipe would run on a source, step by step, and which fields of its fingerprint make a step run. Runs and
 * changes nothing. A step made of what would run cannot be told: when that comes out as before, the rebuild ends there.
 */
export const explainPlan = async (
  context: ExplainContext,
  source: ExplainedSource,
  { name: recipeName, recipe }: NamedRecipe,
): Promise<Result<PlanExplanation>> => {
  const history = await madeBefore(context.store.direct, source);
  const first = firstSteps(recipe, source.sizeBytes);
  if (first.isWhole) {
    const explained: ExplainedStep[] = [];
    for (const step of first.steps) {
      explained.push((await explainStep(context, history, { step, source, made: new Map() })).explained);
    }
    return ok({ recipeName, isWhole: true, steps: explained, notes: [] });
  }
  const probe = probeStep(source.sizeBytes);
  const probed = await explainStep(context, history, { step: probe, source, made: new Map() });
  const facts = source.facts ?? (probed.hit && (await factsOf(context, probed.hit)));
  if (!facts) return ok({ recipeName, isWhole: false, steps: [probed.explained], notes: [] });
  const replacements = await replacementsOf(context.store.direct, source.assetId);
  let found: FoundFacts = new Map();
  for (;;) {
    const planned = plan(recipe, facts, context.capabilities, source.fileName, found, replacements);
    if (!planned.ok) return planned;
    const { notes, awaits = [] } = planned.value;
    const made = new Map<string, Digest>();
    const steps: ExplainedStep[] = [];
    for (const step of planned.value.steps) {
      const question = { step, source: { ...source, facts }, made };
      const { explained, hit } = await explainStep(context, history, question);
      if (hit) made.set(step.key, hit.artifactDigest);
      steps.push(explained);
    }
    if (awaits.length === 0) return ok({ recipeName, isWhole: true, steps, notes: [...notes] });
    found = await foundFacts(context, awaits, made);
    if (found.size < awaits.length) return ok({ recipeName, isWhole: false, steps, notes: [...notes] });
  }
};

/** Of the awaited steps whose results exist. */
const foundFacts = async (
  { store }: ExplainContext,
  awaits: readonly string[],
  made: ReadonlyMap<string, Digest>,
): Promise<FoundFacts> => {
  const facts = await store.direct.artifacts.factsOf(awaits.flatMap((key) => made.get(key) ?? []));
  return new Map(
    awaits.flatMap((key) => {
      const artifact = facts.get(made.get(key) ?? '');
      return artifact ? [[key, artifact.facts] as const] : [];
    }),
  );
};

const factsOf = async ({ store }: ExplainContext, probe: CacheRecord): Promise<SourceFacts | undefined> => {
  const artifact = await store.direct.artifacts.get(probe.artifactDigest);
  return artifact && SourceFactsSchema.parse(artifact.facts);
};

/** A step of the plan, and the results of those before it that exist. */
interface Question {
  readonly step: PlannedStep;
  readonly source: ExplainedSource;
  readonly made: ReadonlyMap<string, Digest>;
}

const explainStep = async (
  context: ExplainContext,
  history: History,
  { step, source, made }: Question,
): Promise<{ readonly explained: ExplainedStep; readonly hit?: CacheRecord }> => {
  const { key, kind, lane, work } = step;
  const about = { key, kind, lane, work, waitsFor: [], why: null };
  const waitsFor = Object.values(step.inputs).flatMap((input) =>
    typeof input === 'object' && 'step' in input && !made.has(input.step) ? [input.step] : [],
  );
  if (waitsFor.length > 0) return { explained: { ...about, expected: 'unknown', waitsFor } };

  const { text, fingerprint } = stepFingerprint(context, step, contentsOf(step, source.digest, made));
  const hit = await context.store.direct.cache.get(fingerprint);
  if (hit) return { explained: { ...about, expected: 'cached' }, hit };
  if (history.lost.has(fingerprint)) {
    const why = { reason: 'lost' as const, comparedWith: null, changes: [] };
    return { explained: { ...about, expected: 'run', why } };
  }
  const similar = mostSimilar(history.made, step, JSON.parse(text));
  const why = similar
    ? {
        reason: 'changed' as const,
        comparedWith: { jobId: similar.made.jobId, stepKey: similar.made.stepKey },
        changes: [...nameChanges(similar.differences, step, source.facts)],
      }
    : { reason: 'new' as const, comparedWith: null, changes: [] };
  return { explained: { ...about, expected: 'run', why } };
};

const contentsOf = (
  step: PlannedStep,
  sourceDigest: Digest,
  made: ReadonlyMap<string, Digest>,
): Readonly<Record<string, InputContent>> =>
  Object.fromEntries(
    Object.entries(step.inputs).map(([name, input]) => [
      name,
      contentOf(input, made) ?? (isSource(input) ? sourceDigest : ''),
    ]),
  );
