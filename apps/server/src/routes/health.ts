import { HealthSchema } from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { z } from 'zod';
import type { App, RouteContext } from './route-context.ts';

export const healthRoutes = (app: App, context: RouteContext): void => {
  const { engine, toolchain, version, startedAtMs } = context;
  app.get(
    '/healthz',
    { schema: { tags: ['health'], summary: 'How the service is', response: { 200: HealthSchema } } },
    async ({ identity }) => {
      const counts = identity && (await engine.store.direct.jobs.countByState({ ownerId: seenBy(identity) }));
      const { level, reason } = toolchain.sandbox;
      return {
        status: level === 'none' ? ('degraded' as const) : ('ok' as const),
        version,
        uptimeSeconds: Math.round((Date.now() - startedAtMs) / 1000),
        ffmpeg: toolchain.capabilities.version,
        sandbox: { level, reason },
        jobs: counts && { queued: counts.queued, running: counts.running },
      };
    },
  );
  app.get(
    '/readyz',
    {
      schema: {
        tags: ['health'],
        summary: 'Whether requests are answered: the database is read',
        response: { 200: z.object({ ready: z.literal(true) }) },
      },
    },
    async () => {
      await engine.newestEventSeq();
      return { ready: true as const };
    },
  );
};
