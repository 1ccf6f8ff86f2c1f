import { z } from 'zod';
import { RecipeSchema } from '../recipe/recipe.ts';

export const RecipeListSchema = z.object({
  items: z.array(
    z.object({ name: z.string(), description: z.string(), isDefault: z.boolean(), recipe: RecipeSchema }),
  ),
});
export type RecipeList = Readonly<z.infer<typeof RecipeListSchema>>;
