import type { ResolvedInput } from './step-kind.ts';

/** A plan that gives a step other inputs than it needs is a bug, not something a user did. */
export const sourcePath = (inputs: Readonly<Record<string, ResolvedInput>>): string => {
  const input = inputs['source'];
  if (input?.type !== 'source') throw new Error('the step was planned without its source');
  return input.path;
};

export const sourcePart = (
  inputs: Readonly<Record<string, ResolvedInput>>,
): Extract<ResolvedInput, { type: 'part' }> => {
  const input = inputs['source'];
  if (input?.type !== 'part') throw new Error('the step was planned without its part of the source');
  return input;
};
