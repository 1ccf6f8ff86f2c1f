import { resolve } from 'node:path';
import {
  formatBitrate,
  type Plan,
  type PlannedStep,
  PROBE_PARAMS,
  plan as planRecipe,
  type SourceRange,
  type StepInput,
} from '@reelmill/core';
import { openToolchain, probeMedia } from '@reelmill/ffmpeg';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeExplanation, MORE_FOLLOW } from '../plan/describe-explanation.ts';
import { explainFile } from '../plan/explain-file.ts';
import { checkFile } from '../session/check-file.ts';
import { loadRecipe } from '../session/load-recipe.ts';
import { reportFailure } from '../terminal/report-failure.ts';

export interface PlanOptions {
  readonly recipe: string;
  readonly why: boolean;
  readonly json: boolean;
}

/** `reelmill plan`: what would be run for a file, without running it; with `--why` also what is there, and why not. */
export const plan = async (file: string, options: PlanOptions): Promise<ExitCode> => {
  const recipe = await loadRecipe(options.recipe);
  if (!recipe.ok) return reportFailure(recipe.error, options.json);
  const exists = await checkFile(file);
  if (!exists.ok) return reportFailure(exists.error, options.json);
  const toolchain = await openToolchain();
  if (!toolchain.ok) return reportFailure(toolchain.error, options.json);
  const signal = AbortSignal.any([]);
  const found = await probeMedia(toolchain.value, { inputPath: resolve(file), params: PROBE_PARAMS, signal });
  if (!found.ok) return reportFailure(found.error, options.json);
  if (options.why) {
    const explained = await explainFile(file, found.value, recipe.value);
    if (!explained.ok) return reportFailure(explained.error, options.json);
    const { value } = explained;
    process.stdout.write(`${options.json ? JSON.stringify(value) : describeExplanation(value)}\n`);
    return EXIT.ok;
  }
  const planned = planRecipe(recipe.value.recipe, found.value, toolchain.value.capabilities);
  if (!planned.ok) return reportFailure(planned.error, options.json);
  process.stdout.write(`${options.json ? JSON.stringify(planned.value) : describe(planned.value)}\n`);
  return EXIT.ok;
};

const describe = (graph: Plan): string =>
  [
    `${graph.steps.length} steps`,
    ...graph.steps.flatMap((step) => [
      `  ${step.key.padEnd(16)} ${inputsOf(step)}  lane ${step.lane}, about ${step.work.toFixed(1)} CPU s${step.publishes ? `, gives ${step.publishes.name}` : ''}`,
      ...detailsOf(step).map((detail) => `    ${detail}`),
    ]),
    ...(graph.awaits ? [MORE_FOLLOW] : []),
    ...graph.notes.map((note) => `  note: ${note}`),
  ].join('\n');

const inputsOf = (step: PlannedStep): string => `← ${Object.values(step.inputs).map(inputOf).join(' + ')}`;

const inputOf = (input: StepInput): string => {
  if (input === 'source') return 'source';
  if ('part' in input) return partOf(input.part.range);
  if ('step' in input) return input.step;
  return input.blob === undefined ? 'source' : `file ${input.blob.slice(0, 12)}`;
};

const partOf = ({ trackIndex, startSeconds, endSeconds }: SourceRange): string =>
  `track ${trackIndex} from ${startSeconds.toFixed(1)} s to ${endSeconds === null ? 'the end' : `${endSeconds.toFixed(1)} s`}`;

const detailsOf = (step: PlannedStep): readonly string[] =>
  step.kind === 'encode-video'
    ? [
        `${step.params.rung.width}x${step.params.rung.height}${step.params.rung.maxBitrateBps === null ? '' : `, at most ${formatBitrate(step.params.rung.maxBitrateBps)}`}`,
      ]
    : [];
