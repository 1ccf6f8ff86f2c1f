import { ConvertOptionsSchema, convertOptions } from '@reelmill/core';
import type { App, RouteContext } from './route-context.ts';

export const convertOptionsRoutes = (app: App, { toolchain }: RouteContext): void => {
  app.get(
    '/convert/options',
    {
      schema: {
        tags: ['recipes'],
        summary: 'What a conversion can be asked for on this machine, with defaults and limits',
        response: { 200: ConvertOptionsSchema },
      },
    },
    async () => convertOptions(toolchain.capabilities),
  );
};
