import { ApiErrorSchema, IdSchema, OutputReceiptSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

/** What outputs are made of, to hold a copy against. */
export const receiptRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/outputs/:name/receipt',
    {
      schema: {
        tags: ['assets'],
        summary: 'Size and SHA-256 of every file of an output',
        params: z.object({ id: IdSchema, name: z.string().max(40) }),
        response: { 200: OutputReceiptSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const receipt = await engine.outputReceipt(request.params.id, request.params.name);
      return receipt.ok ? receipt.value : sendFailure(reply, receipt.error);
    },
  );
};
