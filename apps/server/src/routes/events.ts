import { EventsQuerySchema } from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { identityOf, isStillWelcome } from '../access/identity.ts';
import { followEvents } from '../live/follow-events.ts';
import { keepAlive } from '../live/keep-alive.ts';
import type { App, RouteContext } from './route-context.ts';

/** Live events: `hello`, then what was missed since `since`, then everything as it happens. */
export const eventRoutes = (app: App, { access, engine }: RouteContext): void => {
  app.get(
    '/events',
    {
      websocket: true,
      schema: {
        tags: ['events'],
        summary: 'WebSocket: live events with replay',
        querystring: EventsQuerySchema,
      },
    },
    async (socket, request) => {
      const { keyId } = identityOf(request);
      const look = keepAlive(socket, () => isStillWelcome(request, access));
      const stop = access.onShut((shut) => shut === keyId && look());
      socket.on('close', stop);
      await followEvents(engine, socket, {
        ...request.query,
        ownerId: seenBy(identityOf(request)),
      });
    },
  );
};
