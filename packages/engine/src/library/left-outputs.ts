import type { Asset, Output, Recipe } from '@reelmill/core';

/** Outputs of a recipe that are left until somebody asks for them, and are not there. */
export const leftOutputs = (recipe: Recipe, made: readonly Pick<Output, 'name'>[]): Asset['onDemand'] =>
  recipe.outputs
    .filter(({ name, onDemand }) => onDemand && !made.some((output) => output.name === name))
    .map(({ name, kind }) => ({ name, kind }));
