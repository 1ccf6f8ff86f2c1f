import type { Recipe } from './recipe.ts';

/** Whether nothing of it can be played or shown instead of what an asset has: it finds out, and makes nothing. */
export const onlyLooks = (recipe: Recipe): boolean =>
  recipe.outputs.every(({ kind }) => kind === 'probe' || kind === 'validation');
