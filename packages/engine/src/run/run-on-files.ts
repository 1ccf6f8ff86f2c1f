import { mkdir, rm } from 'node:fs/promises';
import type { Result, StepKindName } from '@reelmill/core';
import { crashPoint } from '../ports/index.ts';
import {
  isSound,
  type StepKind,
  type StepResult,
  type StepTask,
  type StepTools,
} from '../steps/step-kind.ts';
import type { Extent } from './resolve-inputs.ts';

/**
 * Runs steps of a kind on what the plan says they read of their files. Where more than that was not there, a result that
 * is in doubt is made once more of the whole (docs/decisions/0049). `tasksOn` opens the files.
 */
export const runOnFiles = async <K extends StepKindName>(
  kind: StepKind<K>,
  tools: StepTools,
  tasksOn: (extent: Extent) => Promise<Result<readonly StepTask<K>[]>>,
): Promise<Result<readonly StepResult[]>> => {
  const tasks = await tasksOn(kind.readsParts ? 'parts' : 'whole');
  if (!tasks.ok) return tasks;
  const result = await runOnce(kind, tools, tasks.value);
  if (tasks.value.every(isOnWhole) || isSound(result) || tools.signal.aborted) return result;
  const whole = await tasksOn('whole');
  if (!whole.ok) return whole;
  await rm(tools.workFolder, { recursive: true, force: true });
  return runOnce(kind, tools, whole.value);
};

const isOnWhole = ({ inputs }: StepTask<StepKindName>): boolean =>
  Object.values(inputs).every((input) => input.type === 'artifact' || input.isWhole);

const runOnce = async <K extends StepKindName>(
  kind: StepKind<K>,
  tools: StepTools,
  tasks: readonly StepTask<K>[],
): Promise<Result<readonly StepResult[]>> => {
  await mkdir(tools.workFolder, { recursive: true });
  crashPoint('attempt.folder-made');
  // Re-checked here: an abort that came before the step listens would never be heard.
  tools.signal.throwIfAborted();
  return kind.run({ tasks, ...tools });
};
