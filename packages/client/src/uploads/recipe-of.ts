import type { RecipeInput } from '@reelmill/core';

/** A preset's name, or a recipe written out, as an object or its JSON. */
export type WantedRecipe = string | RecipeInput;

/** As a tus upload's metadata and what is kept over a reload have it. */
export const recipeText = (recipe: WantedRecipe): string =>
  typeof recipe === 'string' ? recipe : JSON.stringify(recipe);

/** A recipe for a JSON body: one that is written out comes as text, as in a tus upload's metadata. */
export const recipeOf = (text: string | undefined): unknown =>
  text?.trimStart().startsWith('{') ? JSON.parse(text) : text;
