/** A recipe for a JSON body: one that is written out comes as text, as in a tus upload's metadata. */
export const recipeOf = (text: string | undefined): unknown =>
  text?.trimStart().startsWith('{') ? JSON.parse(text) : text;
