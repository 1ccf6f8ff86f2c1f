import { ApiErrorSchema, failure, IdSchema, UploadSchema } from '@reelmill/core';
import { maySee, type NewUpload, type Uploads, uploadView } from '@reelmill/engine';
import type { UploadRecord } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from '../routes/route-context.ts';
import { patchUpload, receivePart } from './append-part.ts';
import { newUploadOf } from './new-upload.ts';
import {
  answerWith,
  CHUNK_TYPE,
  contentType,
  headerBytes,
  headerText,
  TUS_CHECKSUMS,
  TUS_EXTENSIONS,
  TUS_VERSION,
} from './tus-protocol.ts';

const TAGS = ['uploads'];
const Params = z.object({ id: IdSchema });

const noSuchUpload = failure('NOT_FOUND', 'bad-input', 'There is no such upload; start it again.');
const bytesForParts = failure(
  'UPLOAD_FINAL',
  'bad-input',
  'What is put together from other uploads takes no bytes of its own.',
);

/** tus 1.0 under `/uploads`, in a scope of its own: here every body is a stream, whatever type it claims. */
export const tusRoutes = (app: App, { engine, uploads }: RouteContext): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', checkVersion);

  app.options(
    '/uploads',
    { schema: { tags: TAGS, summary: 'tus: what this server can do' } },
    (_request, reply) => describe(reply),
  );
  app.options(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: what this server can do' } },
    (_request, reply) => describe(reply),
  );

  app.post(
    '/uploads',
    { schema: { tags: TAGS, summary: 'tus: start an upload; the body may hold its first bytes' } },
    async (request, reply) => {
      const wanted = newUploadOf(request);
      if (!wanted.ok) return sendFailure(reply, wanted.error);
      const { parts = [], replacesAssetId = [], member } = wanted.value;
      const named = [...parts, replacesAssetId, member?.id ?? []].flat();
      if (!(await maySee(engine.store, identityOf(request), named))) return sendFailure(reply, noSuchUpload);
      return createUpload(uploads, wanted.value, request, reply);
    },
  );

  app.head(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: how far it is; ends another writer', params: Params } },
    (request, reply) => tellOffset(uploads, request.params.id, reply),
  );

  app.patch(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: send bytes', params: Params } },
    (request, reply) => patchUpload(uploads, request.params.id, request, reply),
  );

  app.delete(
    '/uploads/:id',
    { schema: { tags: TAGS, summary: 'tus: give up; nothing is left', params: Params } },
    (request, reply) => terminate(uploads, request.params.id, reply),
  );

  app.post(
    '/uploads/:id',
    {
      schema: { tags: TAGS, summary: 'tus: PATCH, HEAD or DELETE by X-HTTP-Method-Override', params: Params },
    },
    (request, reply) => {
      const { id } = request.params;
      const method = headerText(request, 'x-http-method-override')?.toUpperCase();
      if (method === 'PATCH') return patchUpload(uploads, id, request, reply);
      if (method === 'HEAD') return tellOffset(uploads, id, reply);
      if (method === 'DELETE') return terminate(uploads, id, reply);
      return sendFailure(
        reply,
        failure('METHOD_NOT_ALLOWED', 'bad-input', 'An upload takes HEAD, PATCH, DELETE and GET.'),
      );
    },
  );

  app.get(
    '/uploads/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'How far it is, and what it became; disturbs no writer',
        params: Params,
        response: { 200: UploadSchema, '4xx': ApiErrorSchema },
      },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const record = await uploads.look(request.params.id);
      return record ? uploadView(record) : sendFailure(reply, noSuchUpload);
    },
  );
};

const checkVersion = async (
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> => {
  reply.headers({ 'tus-resumable': TUS_VERSION, 'cache-control': 'no-store' });
  if (request.method === 'OPTIONS' || request.method === 'GET') return undefined;
  if (request.headers['tus-resumable'] === TUS_VERSION) return undefined;
  reply.header('tus-version', TUS_VERSION);
  return sendFailure(
    reply,
    failure(
      'TUS_VERSION_UNSUPPORTED',
      'bad-input',
      `This server speaks tus ${TUS_VERSION}: send "Tus-Resumable: ${TUS_VERSION}".`,
    ),
  );
};

const describe = (reply: FastifyReply): FastifyReply =>
  reply
    .headers({
      'tus-version': TUS_VERSION,
      'tus-extension': TUS_EXTENSIONS,
      'tus-checksum-algorithm': TUS_CHECKSUMS,
    })
    .code(204)
    .send();

const createUpload = async (
  uploads: Uploads,
  wanted: NewUpload,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || (headerBytes(request, 'content-length') ?? 0) > 0;
  if (hasBody && wanted.parts) return sendFailure(reply, bytesForParts);
  if (hasBody && contentType(request) !== CHUNK_TYPE) {
    return sendFailure(
      reply,
      failure(
        'UNSUPPORTED_MEDIA_TYPE',
        'bad-input',
        `First bytes are sent with "Content-Type: ${CHUNK_TYPE}".`,
      ),
    );
  }
  const created = await uploads.create(wanted);
  if (!created.ok) return sendFailure(reply, created.error);
  const { id } = created.value;
  reply.header('location', addressOf(id));
  if (!hasBody) return answerWith(reply, 201, created.value);
  const sent = await receivePart(uploads, id, 0, request, reply);
  if (sent.ok) return answerWith(reply, 201, sent.value);
  // The client was never told where it is.
  await uploads.terminate(id);
  return sendFailure(reply.removeHeader('location'), sent.error);
};

const tellOffset = async (uploads: Uploads, id: string, reply: FastifyReply): Promise<FastifyReply> => {
  const settled = await uploads.settle(id);
  if (!settled.ok) return sendFailure(reply, settled.error);
  const record = settled.value;
  if (record.lengthBytes === null) reply.header('upload-defer-length', '1');
  else reply.header('upload-length', record.lengthBytes);
  const concat = concatOf(record);
  if (concat !== undefined) reply.header('upload-concat', concat);
  if (record.tusMetadata !== '') reply.header('upload-metadata', record.tusMetadata);
  return answerWith(reply, 200, record);
};

const concatOf = ({ isPart, parts }: UploadRecord): string | undefined =>
  isPart ? 'partial' : parts ? `final;${parts.map(addressOf).join(' ')}` : undefined;

/** Without scheme and host: behind a proxy this server does not know its own name. */
const addressOf = (id: string): string => `/api/v1/uploads/${id}`;

const terminate = async (uploads: Uploads, id: string, reply: FastifyReply): Promise<FastifyReply> => {
  const terminated = await uploads.terminate(id);
  return terminated.ok ? reply.code(204).send() : sendFailure(reply, terminated.error);
};
