import type { RecipeInput } from '@reelmill/core';

/** A preset's name, or a recipe written out, as an object or its JSON. */
export type WantedRecipe = string | RecipeInput;

/** As a tus upload's metadata and what is kept over a reload have it. */
export const recipeText = (recipe: WantedRecipe): string =>
  typeof recipe === 'string' ? recipe : JSON.stringify(recipe);

/** A recipe for a JSON body: one that is written out comes as text, as in a tus upload's metadata. The server judges it. */
export const recipeOf = (text: string | undefined): unknown => {
  if (!text?.trimStart().startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
