import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import { onHardware } from '../hardware/on-hardware.ts';
import type { SourceFacts } from '../media/source-index.ts';
import { planConvert } from '../outputs/convert/plan-convert.ts';
import { planFrames } from '../outputs/frames/plan-frames.ts';
import { planHls } from '../outputs/hls/plan-hls.ts';
import { planPoster } from '../outputs/poster/plan-poster.ts';
import { planProxy } from '../outputs/proxy/plan-proxy.ts';
import { planQuality } from '../outputs/quality/plan-quality.ts';
import { planStoryboard } from '../outputs/storyboard/plan-storyboard.ts';
import { planThumbnail } from '../outputs/thumbnail/plan-thumbnail.ts';
import { planTiers } from '../outputs/tiers/plan-tiers.ts';
import { planValidation } from '../outputs/validation/plan-validation.ts';
import { onlyLooks } from '../recipe/only-looks.ts';
import type { Recipe, RecipeOutput } from '../recipe/recipe.ts';
import { chooseVideo } from './choose-video.ts';
import { notesOnProjection } from './notes-on-projection.ts';
import type {
  Capabilities,
  FoundFacts,
  Plan,
  PlannedOutput,
  PlannedStep,
  PlanSource,
  Replacements,
} from './plan.ts';
import { probeStep } from './probe-step.ts';
import { refusePictureFile } from './refuse-picture-file.ts';
import { refuseSource } from './refuse-source.ts';

/**
 * Resolves what a user wants into a graph of steps for this source on this machine. Pure: equal arguments, equal plan.
 * Fails with the reason when the source cannot become what was asked for. `fileName` is data for those who carry it;
 * `found` are the facts of steps that an earlier plan of the same arguments awaits, `replacements` what stands in place of
 * outputs.
 */
export const plan = (
  recipe: Recipe,
  facts: SourceFacts,
  capabilities: Capabilities,
  fileName = '',
  found: FoundFacts = new Map(),
  replacements: Replacements = new Map(),
): Result<Plan> => {
  const { probe } = facts;
  const makesNothing = onlyLooks(recipe);
  const refused = makesNothing ? undefined : (refusePictureFile(recipe, probe) ?? refuseSource(probe));
  if (refused) return err(refused);
  const video = chooseVideo(probe);
  const planned: PlannedOutput[] = [];
  const left = recipe.outputs.filter((output) => output.onDemand);
  for (const output of measuredLast(recipe.outputs.filter((wanted) => !wanted.onDemand))) {
    if (output.kind === 'quality' && planned.some(({ awaits }) => awaits)) continue;
    const others = planned.flatMap(({ steps }) => steps);
    const result = planOutput(output, { facts, video, capabilities, fileName, found, replacements }, others);
    if (!result.ok) return result;
    planned.push(result.value);
  }
  const steps = planned.flatMap((output) => output.steps).map((step) => onHardware(step, capabilities));
  const awaits = planned.flatMap((output) => output.awaits ?? []);
  if (!video && !makesNothing && steps.length === 0 && left.length === 0) {
    return err(
      failure(
        'NOT_A_VIDEO',
        'bad-input',
        'The file has no picture, so there is nothing to make for this recipe.',
      ),
    );
  }
  return ok({
    steps: [probeStep(probe.sizeBytes), ...steps],
    notes: [
      ...(video ? notesOnProjection(video) : []),
      ...planned.flatMap((output) => output.notes),
      ...left.map(({ name }) => `Left until somebody asks for it: ${name}.`),
    ],
    ...(awaits.length > 0 ? { awaits } : {}),
  });
};

/** What measures an output is planned from the steps of that. */
const measuredLast = (outputs: readonly RecipeOutput[]): readonly RecipeOutput[] =>
  outputs.toSorted((a, b) => Number(a.kind === 'quality') - Number(b.kind === 'quality'));

const planOutput = (
  output: RecipeOutput,
  source: PlanSource,
  planned: readonly PlannedStep[],
): Result<PlannedOutput> => {
  switch (output.kind) {
    case 'poster':
      return planPoster(output, source);
    case 'convert':
      return planConvert(output, source);
    case 'frames':
      return planFrames(output, source);
    case 'hls':
      return planHls(output, source);
    case 'probe':
      return ok({ steps: [], notes: [] });
    case 'proxy':
      return planProxy(output, source);
    case 'quality':
      return ok(planQuality(output, source, planned));
    case 'storyboard':
      return ok(planStoryboard(output, source));
    case 'thumbnail':
      return planThumbnail(output, source);
    case 'tiers':
      return planTiers(output, source);
    case 'validation':
      return ok(planValidation(output, source.facts.probe.sizeBytes));
  }
};
