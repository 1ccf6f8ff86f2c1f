import {
  ApiErrorSchema,
  AssetSchema,
  cleanFileName,
  err,
  type FileReceipt,
  failure,
  IdSchema,
  ReplacedOutputSchema,
  type Result,
} from '@reelmill/core';
import type { HeldBlob } from '@reelmill/engine';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { announcedDigest } from '../delivery/repr-digest.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { headerBytes } from '../tus/tus-protocol.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['assets'];
const Params = z.object({ id: IdSchema, name: z.string().max(40) });

/** Files in place of outputs, in a scope of its own: here every body is bytes, whatever type it claims. */
export const replacementRoutes = (app: App, { engine, uploads }: RouteContext): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put(
    '/assets/:id/outputs/:name',
    {
      schema: {
        tags: TAGS,
        summary: 'Put the request body in place of a tier; the tiers made of it are made again',
        description:
          'It stays there when the asset is made again, until it is deleted. `Repr-Digest` says what it is: other bytes are refused.',
        params: Params,
        response: { 200: ReplacedOutputSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const { id, name } = request.params;
      let receipt: FileReceipt | undefined;
      const replaced = await engine.replaceOutput(id, name, async (ownerId) => {
        const received = await receive(request, name, ownerId);
        if (received.ok) receipt = { sizeBytes: received.value.sizeBytes, sha256: received.value.digest };
        return received;
      });
      if (!replaced.ok) return sendFailure(reply, replaced.error);
      if (!receipt) throw new Error('a file was put in place that nobody received');
      return { ...replaced.value, receipt };
    },
  );

  app.delete(
    '/assets/:id/outputs/:name',
    {
      schema: {
        tags: TAGS,
        summary: 'Take away what was put in place of an output; it is made again as planned',
        params: Params,
        response: { 200: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const taken = await engine.takeBackOutput(request.params.id, request.params.name);
      return taken.ok ? taken.value : sendFailure(reply, taken.error);
    },
  );

  const receive = async (
    request: FastifyRequest,
    name: string,
    ownerId: string,
  ): Promise<Result<HeldBlob>> => {
    const lengthBytes = headerBytes(request, 'content-length');
    if (lengthBytes === undefined)
      return err(failure('INVALID_REQUEST', 'bad-input', 'Say how long the body is: Content-Length.'));
    if (lengthBytes === 0)
      return err(failure('MEDIA_EMPTY', 'bad-input', 'The file is empty: there is nothing to put there.'));
    const announced = announcedDigest(request);
    if (!announced.ok) return announced;
    // A part of an upload that nobody puts together: received as any, but it becomes no asset.
    const upload = await uploads.create({
      ...{
        ownerId,
        fileName: cleanFileName(name),
        lengthBytes,
        isPart: true,
        expectedDigest: announced.value,
      },
      ...{ tusMetadata: '', metadata: {}, recipe: null },
    });
    if (!upload.ok) return upload;
    const sent = await uploads.append(upload.value.id, { offsetBytes: 0, body: request.raw });
    const taken = sent.ok ? await uploads.take(upload.value.id) : sent;
    if (!taken.ok) await uploads.terminate(upload.value.id);
    return taken;
  };
};
