import { describeChange, type ExplainedStep, type PlanExplanation } from '@reelmill/core';

/** Steps that would run for the same reason, in one line. */
export interface PlanReason {
  /** `video-0003-1080p`, or `video-0001-1080p and 11 more`. */
  readonly steps: string;
  readonly because: string;
}

/** Another recipe differs in this or that; another rung in everything a rung has. */
const CHANGES_SAID = 2;

export const countExpected = ({ steps }: PlanExplanation, expected: ExplainedStep['expected']): number =>
  steps.filter((step) => step.expected === expected).length;

export const planSentence = (plan: PlanExplanation): string => {
  if (plan.steps.every(({ kind }) => kind === 'probe') && !plan.isWhole)
    return 'The file is looked at first; what follows is known then.';
  const [cached, run, unknown] = (['cached', 'run', 'unknown'] as const).map((expected) =>
    countExpected(plan, expected),
  );
  const all = plan.steps.length;
  if (cached === all) return `All ${all} steps are there: nothing would run.`;
  const follow = unknown === 0 ? '' : `, and ${unknown} more if they come out differently`;
  const later = plan.isWhole ? '' : ' More steps follow from what these find out.';
  return `${cached} of ${all} steps are there; ${run} would run${follow}.${later}`;
};

export const planReasons = ({ steps }: PlanExplanation): readonly PlanReason[] =>
  [
    ...Map.groupBy(
      steps.filter((step) => step.expected === 'run'),
      becauseOf,
    ),
  ].map(([because, alike]) => ({
    steps: `${alike[0]?.key}${alike.length > 1 ? ` and ${alike.length - 1} more` : ''}`,
    because,
  }));

const becauseOf = ({ why }: ExplainedStep): string => {
  if (why?.reason === 'lost') return 'what it made is gone from the store';
  if (!why || why.changes.length === 0) return 'nothing like it was made before';
  const said = why.changes.slice(0, CHANGES_SAID).map(describeChange).join(', ');
  const others = why.changes.length - CHANGES_SAID;
  return others > 0 ? `${said} and ${others} more` : said;
};
