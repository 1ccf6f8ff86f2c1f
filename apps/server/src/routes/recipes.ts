import { DEFAULT_PRESET, PRESETS, RecipeListSchema } from '@reelmill/core';
import type { App } from './route-context.ts';

export const recipeRoutes = (app: App): void => {
  app.get(
    '/recipes',
    { schema: { tags: ['recipes'], summary: 'The named recipes', response: { 200: RecipeListSchema } } },
    async () => ({
      items: PRESETS.map((preset) => ({ ...preset, isDefault: preset.name === DEFAULT_PRESET })),
    }),
  );
};
