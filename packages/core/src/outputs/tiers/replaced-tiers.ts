import { err, ok, type Result } from '../../failure/result.ts';
import { SourceFactsSchema } from '../../media/source-index.ts';
import { chooseVideo } from '../../plan/choose-video.ts';
import { ofBlob } from '../../plan/of-blob.ts';
import type { PlannedStep, PlanSource } from '../../plan/plan.ts';
import { probeStep } from '../../plan/probe-step.ts';
import { refuseReplacement } from './refuse-replacement.ts';
import { VIDEO_TIERS, type VideoTier } from './tier-sizes.ts';
import { type TiersOutput, tierName } from './tiers-output.ts';

/** Files that stand in place of tiers, as sources of their own. */
export interface ReplacedTiers {
  readonly probes: readonly PlannedStep[];
  /** Undefined until all of them have been probed. */
  readonly sources: ReadonlyMap<VideoTier, PlanSource> | undefined;
}

/** Fails where one of them cannot stand there. */
export const replacedTiers = (output: TiersOutput, source: PlanSource): Result<ReplacedTiers> => {
  const probes: PlannedStep[] = [];
  const sources = new Map<VideoTier, PlanSource>();
  for (const tier of VIDEO_TIERS.filter((each) => output.tiers.includes(each))) {
    const name = tierName(output, tier);
    const replacement = source.replacements.get(name);
    if (!replacement) continue;
    const key = `${name}-probe`;
    probes.push(ofBlob({ ...probeStep(replacement.sizeBytes), key }, replacement.digest));
    if (!source.found.has(key)) continue;
    const facts = SourceFactsSchema.parse(source.found.get(key));
    const refused = refuseReplacement(facts.probe);
    if (refused) return err(refused);
    sources.set(tier, { ...source, facts, video: chooseVideo(facts.probe), blob: replacement.digest });
  }
  return ok({ probes, sources: sources.size === probes.length ? sources : undefined });
};
