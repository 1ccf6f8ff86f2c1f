import { FileKeySchema, failure, IdSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendEncrypted } from '../delivery/send-encrypted.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { forOtherPages } from '../playback/other-pages.ts';
import { fileKeyOf, onlyFile } from './encrypted-outputs.ts';
import type { App, RouteContext } from './route-context.ts';

const Params = z.object({ id: IdSchema, name: z.string().max(40) });

/**
 * Outputs of one file for the holder of a token alone: encrypted under a key of the token's own, which is given out while the
 * token is good.
 */
export const sealedLinks = (app: App, { engine, playbackOrigins }: RouteContext): void => {
  app.get(
    '/outputs/:id/:name/encrypted',
    { config: { access: 'open' }, schema: { params: Params } },
    async (request, reply) => {
      const found = await sealedFile(request.shown, request.params);
      forOtherPages(request, reply, playbackOrigins);
      if (!found) return sendFailure(reply, noOutput);
      if (!found.file.ok) return sendFailure(reply, found.file.error);
      const key = await fileKeyOf(engine, found.userId, found.file.value);
      return sendEncrypted(request, reply, engine.blobs, { ...found.file.value, key });
    },
  );

  app.get(
    '/outputs/:id/:name/encrypted/key',
    { config: { access: 'open' }, schema: { params: Params, response: { 200: FileKeySchema } } },
    async (request, reply) => {
      const found = await sealedFile(request.shown, request.params);
      forOtherPages(request, reply, playbackOrigins).header('cache-control', 'no-store');
      if (!found) return sendFailure(reply, noOutput);
      if (!found.file.ok) return sendFailure(reply, found.file.error);
      const key = await fileKeyOf(engine, found.userId, found.file.value);
      return { key: Buffer.from(key).toString('base64url') };
    },
  );

  /** No name of a user begins like that of a token. */
  const sealedFile = async (
    shown: { readonly tokenId: string; readonly assetId: string } | null,
    params: z.infer<typeof Params>,
  ) =>
    shown?.assetId === params.id
      ? { userId: `token:${shown.tokenId}`, file: await onlyFile(engine, params) }
      : undefined;
};

const noOutput = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such output; its asset may have been deleted.',
);
