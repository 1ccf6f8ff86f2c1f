import { DEFAULT_PRESET, failure, IdSchema, resolveRecipe, UploadSchema } from '@reelmill/core';
import { uploadView } from '@reelmill/engine';
import type { UploadRecord } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import {
  cleanFileName,
  parseChecksum,
  parseUploadMetadata,
  parseUserMetadata,
} from '../tus/upload-metadata.ts';
import type { App, RouteContext } from './route-context.ts';

const TUS_VERSION = '1.0.0';
const EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';
const CHUNK_TYPE = 'application/offset+octet-stream';
const TAGS = ['uploads'];
const Params = z.object({ id: IdSchema });

const notFound = failure('NOT_FOUND', 'bad-input', 'There is no such upload; start it again.');

/** tus 1.0 (https://tus.io/protocols/resumable-upload). Bodies are streams: nothing is held in memory. */
export const uploadRoutes = (app: App, { uploads }: RouteContext): void => {
  app.addContentTypeParser(CHUNK_TYPE, (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/v1/uploads')) return;
    reply.header('tus-resumable', TUS_VERSION).header('cache-control', 'no-store');
    const isTus = request.method !== 'OPTIONS' && request.method !== 'GET';
    if (isTus && request.headers['tus-resumable'] !== TUS_VERSION) {
      reply.header('tus-version', TUS_VERSION);
      return sendFailure(
        reply,
        failure(
          'TUS_VERSION_UNSUPPORTED',
          'bad-input',
          'This server speaks tus 1.0.0: send "Tus-Resumable: 1.0.0".',
        ),
      );
    }
  });

  app.options(
    '/uploads',
    { schema: { tags: TAGS, summary: 'What this tus server can do' } },
    (_request, reply) =>
      reply
        .headers({
          'tus-version': TUS_VERSION,
          'tus-extension': EXTENSIONS,
          'tus-checksum-algorithm': 'sha1,sha256',
        })
        .code(204)
        .send(),
  );

  app.post(
    '/uploads',
    { schema: { tags: TAGS, summary: 'tus: start an upload' } },
    async (request, reply) => {
      const lengthBytes = wholeNumber(request.headers['upload-length']);
      if (lengthBytes === undefined) {
        return sendFailure(
          reply,
          failure('INVALID_REQUEST', 'bad-input', 'Upload-Length must say how many bytes the file has.'),
        );
      }
      const header = headerText(request, 'upload-metadata');
      const values = parseUploadMetadata(header);
      if (!values.ok) return sendFailure(reply, values.error);
      const metadata = parseUserMetadata(values.value.get('metadata'));
      if (!metadata.ok) return sendFailure(reply, metadata.error);
      const recipe = resolveRecipe(values.value.get('recipe') || DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const created = await uploads.create({
        fileName: cleanFileName(values.value.get('filename') ?? values.value.get('name')),
        lengthBytes,
        tusMetadata: header ?? '',
        metadata: metadata.value,
        recipe: recipe.value,
      });
      if (!created.ok) return sendFailure(reply, created.error);
      reply.header('location', `/api/v1/uploads/${created.value.id}`);
      if (request.headers['content-type'] !== CHUNK_TYPE) return answer(reply.code(201), created.value);
      return append(request, reply, created.value.id, 0, 201);
    },
  );

  app.head(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: how far it is', params: Params } },
    async (request, reply) => {
      const record = await uploads.settle(request.params.id);
      if (!record) return sendFailure(reply, notFound);
      reply.header('upload-length', record.lengthBytes);
      if (record.tusMetadata !== '') reply.header('upload-metadata', record.tusMetadata);
      return answer(reply.code(200), record);
    },
  );

  app.patch(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: send bytes', params: Params } },
    async (request, reply) => {
      const offsetBytes = wholeNumber(request.headers['upload-offset']);
      if (request.headers['content-type'] !== CHUNK_TYPE) {
        return sendFailure(
          reply,
          failure(
            'UNSUPPORTED_MEDIA_TYPE',
            'bad-input',
            `Bytes are sent with "Content-Type: ${CHUNK_TYPE}".`,
          ),
        );
      }
      if (offsetBytes === undefined) {
        return sendFailure(
          reply,
          failure('INVALID_REQUEST', 'bad-input', 'Upload-Offset must say where the bytes belong.'),
        );
      }
      return append(request, reply, request.params.id, offsetBytes, 204);
    },
  );

  app.delete(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: give up', params: Params } },
    async (request, reply) =>
      (await uploads.terminate(request.params.id)) ? reply.code(204).send() : sendFailure(reply, notFound),
  );

  app.get(
    '/uploads/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'How far it is, and what it became',
        params: Params,
        response: { 200: UploadSchema },
      },
      // HEAD is tus's own and ends a writer; this one only looks.
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const record = await uploads.look(request.params.id);
      return record ? uploadView(record) : sendFailure(reply, notFound);
    },
  );

  const append = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    offsetBytes: number,
    status: 201 | 204,
  ): Promise<FastifyReply> => {
    const checksum = parseChecksum(headerText(request, 'upload-checksum'));
    if (!checksum.ok) return sendFailure(reply, checksum.error);
    const sent = await uploads.append(id, offsetBytes, request.raw, checksum.value);
    if (sent.ok) return answer(reply.code(status), sent.value);
    // What the client still sends belongs to no offset any more.
    request.raw.resume();
    return sendFailure(reply, sent.error);
  };
};

const answer = (reply: FastifyReply, record: UploadRecord): FastifyReply => {
  reply.header('upload-offset', record.offsetBytes);
  if (record.state === 'uploading')
    reply.header('upload-expires', new Date(record.expiresAtMs).toUTCString());
  return reply.send();
};

const headerText = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const wholeNumber = (header: string | string[] | undefined): number | undefined => {
  if (typeof header !== 'string' || !/^\d+$/.test(header)) return undefined;
  const value = Number(header);
  return Number.isSafeInteger(value) ? value : undefined;
};
