import type { Recipe, RecipeOutput } from './recipe.ts';

/** The same output, made without waiting for anybody to ask. */
export const atOnce = (output: RecipeOutput): RecipeOutput => ({ ...output, onDemand: false });

/** The same recipe with nothing left until somebody asks. */
export const allAtOnce = (recipe: Recipe): Recipe => ({ ...recipe, outputs: recipe.outputs.map(atOnce) });
