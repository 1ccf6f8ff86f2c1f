import { ApiErrorSchema, IdSchema, PlanExplanationSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import { recipeOfText } from './recipe-of-text.ts';
import type { App, RouteContext } from './route-context.ts';

export const assetPlanRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/plan',
    {
      schema: {
        tags: ['assets'],
        summary: 'What a recipe would run on the asset, and why; runs nothing',
        params: z.object({ id: IdSchema }),
        querystring: z.strictObject({
          /** A preset's name or a recipe as JSON. Default: `web`. */
          recipe: z.string().optional(),
        }),
        response: { 200: PlanExplanationSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const recipe = recipeOfText(request.query.recipe);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const explained = await engine.explainPlan(request.params.id, recipe.value);
      return explained.ok ? explained.value : sendFailure(reply, explained.error);
    },
  );
};
