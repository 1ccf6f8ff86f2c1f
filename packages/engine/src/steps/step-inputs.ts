import type { ResolvedInput } from './step-kind.ts';

/** A plan that gives a step other inputs than it needs is a bug, not something a user did. */
export const sourcePath = (inputs: Readonly<Record<string, ResolvedInput>>): string => {
  const input = inputs['source'];
  if (input?.type !== 'source') throw new Error('the step was planned without its source');
  return input.path;
};

export const artifactFacts = (inputs: Readonly<Record<string, ResolvedInput>>, name: string): unknown => {
  const input = inputs[name];
  return input?.type === 'artifact' ? input.artifact.facts : undefined;
};
