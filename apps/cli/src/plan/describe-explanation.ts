import { describeChange, type ExplainedStep, type PlanExplanation } from '@reelmill/core';
import { printable } from '../terminal/format.ts';

const MARKS: Readonly<Record<ExplainedStep['expected'], string>> = { cached: '✓', run: '▸', unknown: '?' };

/** Of a plan that awaits some of its steps. */
export const MORE_FOLLOW = '  more steps follow from what these find out';

/** What would run and why, a line a step. */
export const describeExplanation = ({ steps, notes, isWhole }: PlanExplanation): string => {
  const count = (expected: ExplainedStep['expected']): number =>
    steps.filter((step) => step.expected === expected).length;
  const work = steps.reduce((sum, step) => sum + (step.expected === 'run' ? step.work : 0), 0);
  return [
    `${count('cached')} of ${steps.length} steps are there, ${count('run')} would run (about ${work.toFixed(1)} CPU s), ${count('unknown')} cannot be told yet`,
    ...steps.flatMap((step) => [
      `  ${MARKS[step.expected]} ${step.key.padEnd(18)} ${describeStep(step)}`,
      ...(step.why?.changes ?? []).map((change) => `      ${printable(describeChange(change))}`),
    ]),
    ...(isWhole ? [] : [MORE_FOLLOW]),
    ...notes.map((note) => `  note: ${printable(note)}`),
  ].join('\n');
};

const describeStep = ({ expected, why, waitsFor }: ExplainedStep): string => {
  if (expected === 'cached') return 'cached';
  const [first, ...others] = waitsFor;
  if (first !== undefined) {
    return `waits for ${first}${others.length > 0 ? ` and ${others.length} more` : ''}, and runs if they come out differently`;
  }
  if (why?.reason === 'lost') return 'runs: its result is gone from the store';
  if (!why?.comparedWith) return 'runs: nothing like it was made before';
  return `runs: differs from ${why.comparedWith.stepKey} of ${why.comparedWith.jobId} in`;
};
