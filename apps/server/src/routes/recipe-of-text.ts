import { DEFAULT_PRESET, err, failure, type Result, resolveRecipe } from '@reelmill/core';
import type { NamedRecipe } from '@reelmill/engine';

/** A recipe where only text can be sent: a preset's name, a recipe written out as JSON, or nothing for the default. */
export const recipeOfText = (text: string | undefined): Result<NamedRecipe> => {
  if (text === undefined || text === '') return resolveRecipe(DEFAULT_PRESET);
  if (!text.trimStart().startsWith('{')) return resolveRecipe(text);
  try {
    return resolveRecipe(JSON.parse(text));
  } catch {
    return err(failure('INVALID_RECIPE', 'bad-input', 'The recipe is not valid JSON.'));
  }
};
