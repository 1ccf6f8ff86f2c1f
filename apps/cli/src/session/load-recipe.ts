import { readFile } from 'node:fs/promises';
import { err, failure, type Result, resolveRecipe } from '@reelmill/core';
import type { NamedRecipe } from '@reelmill/engine';

/** `--recipe`: a preset's name, or the path of a JSON file with a recipe in it. */
export const loadRecipe = async (wanted: string): Promise<Result<NamedRecipe>> => {
  if (!wanted.endsWith('.json')) return resolveRecipe(wanted);
  let text: string;
  try {
    text = await readFile(wanted, 'utf8');
  } catch {
    return err(failure('INVALID_RECIPE', 'bad-input', `The recipe file ${wanted} cannot be read.`));
  }
  try {
    return resolveRecipe(JSON.parse(text));
  } catch {
    return err(failure('INVALID_RECIPE', 'bad-input', `The recipe file ${wanted} is not valid JSON.`));
  }
};
