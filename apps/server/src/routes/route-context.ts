import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, Engine, Imports, Multiparts, Playback, Uploads, Webhooks } from '@reelmill/engine';
import type { Toolchain } from '@reelmill/ffmpeg';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { RateLimits } from '../access/rate-limit.ts';

/** What routes answer with. */
export interface RouteContext {
  readonly access: Access;
  readonly limits: RateLimits;
  readonly engine: Engine;
  readonly uploads: Uploads;
  readonly imports: Imports;
  readonly multiparts: Multiparts;
  readonly webhooks: Webhooks;
  readonly playback: Playback;
  /** Whether large files may be fetched from where the blobs are kept. */
  readonly directDownloads: boolean;
  /** Sites whose scripts may read media; `*` for any. */
  readonly playbackOrigins: readonly string[];
  readonly toolchain: Toolchain;
  readonly version: string;
  readonly startedAtMs: number;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
