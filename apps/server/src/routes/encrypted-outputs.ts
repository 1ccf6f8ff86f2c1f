import {
  ApiErrorSchema,
  err,
  FileKeySchema,
  FileUserQuerySchema,
  failure,
  fileKeyInfo,
  IdSchema,
  KEY_BYTES,
  ok,
  type Result,
} from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import type { ArtifactEntry } from '@reelmill/engine/ports';
import { z } from 'zod';
import { sendEncrypted } from '../delivery/send-encrypted.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { whoAsks } from '../security/who-asks.ts';
import type { App, RouteContext } from './route-context.ts';

const Params = z.object({ id: IdSchema, name: z.string().max(40) });

/** Outputs for one user's eyes: a file that is worth nothing to whoever lacks its key, and that key. */
export const encryptedOutputRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/outputs/:name/encrypted',
    {
      schema: {
        tags: ['delivery'],
        summary: 'Download an output of one file, encrypted for one user, with ranges',
        params: Params,
        querystring: FileUserQuerySchema,
      },
    },
    async (request, reply) => {
      const file = await onlyFile(engine, request.params);
      if (!file.ok) return sendFailure(reply, file.error);
      const key = await fileKeyOf(engine, whoAsks(request), file.value);
      const { id, name } = request.params;
      reply.header('content-disposition', `attachment; filename="${id}-${name}.rmcrypt"`);
      return sendEncrypted(request, reply, engine.blobs, { ...file.value, key });
    },
  );

  app.get(
    '/assets/:id/outputs/:name/encrypted/key',
    {
      schema: {
        tags: ['delivery'],
        summary: 'The key of that download, for its user alone',
        params: Params,
        querystring: FileUserQuerySchema,
        response: { 200: FileKeySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const file = await onlyFile(engine, request.params);
      if (!file.ok) return sendFailure(reply, file.error);
      const key = await fileKeyOf(engine, whoAsks(request), file.value);
      reply.header('cache-control', 'no-store');
      return { key: Buffer.from(key).toString('base64url') };
    },
  );
};

/** A user's key for these bytes, whatever asset they belong to. */
export const fileKeyOf = (engine: Engine, userId: string, { digest }: ArtifactEntry): Promise<Uint8Array> =>
  engine.deriveKey(fileKeyInfo(userId, digest), KEY_BYTES);

export const onlyFile = async (
  engine: Engine,
  { id, name }: z.infer<typeof Params>,
): Promise<Result<ArtifactEntry>> => {
  const asset = await engine.getAsset(id);
  const output = asset?.outputs.find((candidate) => candidate.name === name);
  const artifact = output && (await engine.store.direct.artifacts.get(output.artifactDigest));
  const [file, ...others] = artifact?.entries ?? [];
  if (!file) return err(failure('NOT_FOUND', 'bad-input', 'The asset has no such output.'));
  if (others.length === 0) return ok(file);
  return err(
    failure(
      'CONFLICT',
      'bad-input',
      `The output "${name}" has ${others.length + 1} files; only outputs of a single file can be downloaded encrypted.`,
    ),
  );
};
