import { basename } from 'node:path';
import type { PlanExplanation, Result, SourceFacts } from '@reelmill/core';
import { explainPlan, type NamedRecipe, STEP_KINDS, sha256OfFile } from '@reelmill/engine';
import { dataFolder } from '../session/data-folder.ts';
import { openEngine } from '../session/open-engine.ts';

/** What `make` would run on this file, going by what it made before. */
export const explainFile = async (
  path: string,
  facts: SourceFacts,
  recipe: NamedRecipe,
): Promise<Result<PlanExplanation>> => {
  const opened = await openEngine(dataFolder());
  if (!opened.ok) return opened;
  const { engine, close } = opened.value;
  try {
    const { store, capabilities } = engine;
    const digest = await sha256OfFile(path);
    const source = { digest, sizeBytes: facts.probe.sizeBytes, fileName: basename(path), facts };
    return await explainPlan({ store, capabilities, stepKinds: STEP_KINDS }, source, recipe);
  } finally {
    await close();
  }
};
