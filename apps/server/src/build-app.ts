import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { LogController } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { guardRoutes } from './access/guard-routes.ts';
import { identify } from './access/identity.ts';
import type { Config } from './config.ts';
import { answerUnreadable } from './errors/answer-unreadable.ts';
import { errorHandler } from './errors/error-handler.ts';
import { NAMED_SCHEMAS } from './openapi/named-schemas.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { assetBodyRoutes } from './routes/asset-body.ts';
import { assetPlanRoutes } from './routes/asset-plan.ts';
import { assetRoutes } from './routes/assets.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { consoleRoutes } from './routes/console.ts';
import { convertOptionsRoutes } from './routes/convert-options.ts';
import { encryptedOutputRoutes } from './routes/encrypted-outputs.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { jobRoutes } from './routes/jobs.ts';
import { mediaRoutes } from './routes/media.ts';
import { multipartRoutes } from './routes/multipart.ts';
import { multipartPartRoutes } from './routes/multipart-parts.ts';
import { outputRoutes } from './routes/outputs.ts';
import { playbackRoutes } from './routes/playback.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { recipeRoutes } from './routes/recipes.ts';
import { replacementRoutes } from './routes/replacements.ts';
import type { App, RouteContext } from './routes/route-context.ts';
import { sessionRoutes } from './routes/session.ts';
import { stillRoutes } from './routes/stills.ts';
import { transactionRoutes } from './routes/transactions.ts';
import { userRoutes } from './routes/users.ts';
import { versionRoutes } from './routes/versions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import {
  CONNECTION_LIMITS,
  type ConnectionLimits,
  nodeLimits,
  refuseSlowBodies,
} from './security/connection-limits.ts';
import { refuseForeignPages } from './security/foreign-pages.ts';
import { refuseProxiesWithoutKeys } from './security/keyless-proxies.ts';
import { refuseUnknownHosts } from './security/known-hosts.ts';
import { addSecurityHeaders, SECURITY_HEADERS } from './security/security-headers.ts';
import { tusRoutes } from './tus/tus-routes.ts';

const LARGEST_JSON_BYTES = 1 << 20;
const LARGEST_SOCKET_MESSAGE_BYTES = 64 << 10;

/** The whole HTTP surface, not yet listening. */
export const buildApp = async (
  context: RouteContext,
  options: Pick<Config, 'logLevel' | 'host' | 'allowedHosts' | 'trustedProxies'> & {
    readonly consoleFolder: string;
    readonly connections?: ConnectionLimits;
  },
): Promise<App> => {
  const { connections = CONNECTION_LIMITS } = options;
  const app: App = Fastify({
    // stdout belongs to whoever started the server.
    logger: { level: options.logLevel, stream: process.stderr },
    bodyLimit: LARGEST_JSON_BYTES,
    connectionTimeout: connections.idleMs,
    // Of the addresses that such proxies pass on, the last that is none of theirs.
    trustProxy: [...(options.trustedProxies ?? [])],
    http: nodeLimits(connections),
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    // No hook runs for what could not be routed.
    frameworkErrors: (error, request, reply) =>
      void errorHandler(error, request, reply.headers(SECURITY_HEADERS)),
    clientErrorHandler: answerUnreadable,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(errorHandler);
  // JSON is all the API reads; uploads bring parsers of their own.
  app.removeContentTypeParser('text/plain');
  addSecurityHeaders(app);

  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Reelmill',
        version: context.version,
        description:
          'A build system for video: uploads become adaptive streams, and only what changed is made again.',
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: NAMED_SCHEMAS }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: NAMED_SCHEMAS }),
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/docs' });
  await app.register(fastifyWebsocket, { options: { maxPayload: LARGEST_SOCKET_MESSAGE_BYTES } });
  // After it, or a refused socket would be left open.
  refuseUnknownHosts(app, options);
  refuseForeignPages(app);
  refuseProxiesWithoutKeys(app, context.access);
  identify(app, context.access, context.limits);
  guardRoutes(app, context.engine.store);
  refuseSlowBodies(app, connections);

  await app.register(
    async (api: App) => {
      sessionRoutes(api, context);
      apiKeyRoutes(api, context);
      userRoutes(api, context);
      assetRoutes(api, context);
      await api.register(async (scope: App) => assetBodyRoutes(scope, context));
      assetPlanRoutes(api, context);
      outputRoutes(api, context);
      receiptRoutes(api, context);
      await api.register(async (scope: App) => replacementRoutes(scope, context));
      stillRoutes(api, context);
      encryptedOutputRoutes(api, context);
      versionRoutes(api, context);
      jobRoutes(api, context);
      bulkRoutes(api, context);
      importRoutes(api, context);
      transactionRoutes(api, context);
      multipartRoutes(api, context);
      await api.register(async (scope: App) => multipartPartRoutes(scope, context));
      webhookRoutes(api, context);
      playbackRoutes(api, context);
      recipeRoutes(api);
      convertOptionsRoutes(api, context);
      await api.register(async (scope: App) => tusRoutes(scope, context));
      eventRoutes(api, context);
    },
    { prefix: '/api/v1' },
  );
  await mediaRoutes(app, context);
  healthRoutes(app, context);
  await consoleRoutes(app, options.consoleFolder);
  return app;
};
