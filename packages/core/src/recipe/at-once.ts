import type { Recipe, RecipeOutput } from './recipe.ts';

/** The same output, made without waiting for anybody to ask. */
export const atOnce = (output: RecipeOutput): RecipeOutput =>
  // One property of every kind changes; the type of a union's spread has to be said.
  ({ ...output, onDemand: false }) as RecipeOutput;

/** The same recipe with nothing left until somebody asks. */
export const allAtOnce = (recipe: Recipe): Recipe => ({ ...recipe, outputs: recipe.outputs.map(atOnce) });
