import { failure, type Result } from '@reelmill/core';
import type { Uploads } from '@reelmill/engine';
import type { UploadRecord } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';
import { drainAfterAnswer } from './drain-after-answer.ts';
import { answerWith, CHUNK_TYPE, contentType, headerBytes, headerText } from './tus-protocol.ts';
import { parseChecksum } from './upload-metadata.ts';

/** tus PATCH: the body belongs at `Upload-Offset`. */
export const patchUpload = async (
  uploads: Uploads,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  if (contentType(request) !== CHUNK_TYPE) {
    return sendFailure(
      reply,
      failure(
        'UNSUPPORTED_MEDIA_TYPE',
        'bad-input',
        `Bytes of an upload are sent with "Content-Type: ${CHUNK_TYPE}".`,
      ),
    );
  }
  const offsetBytes = headerBytes(request, 'upload-offset');
  if (offsetBytes === undefined) {
    return sendFailure(
      reply,
      failure('INVALID_REQUEST', 'bad-input', 'Upload-Offset must say where the bytes belong.'),
    );
  }
  const sent = await receivePart(uploads, id, offsetBytes, request, reply);
  return sent.ok ? answerWith(reply, 204, sent.value) : sendFailure(reply, sent.error);
};

/** Streams the body into the upload. */
export const receivePart = async (
  uploads: Uploads,
  id: string,
  offsetBytes: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Result<UploadRecord>> => {
  const checksum = parseChecksum(headerText(request, 'upload-checksum'));
  if (!checksum.ok) return checksum;
  const body: AsyncIterableIterator<Uint8Array> = request.raw[Symbol.asyncIterator]();
  const sent = await uploads.append(id, {
    offsetBytes,
    body,
    bodyBytes: headerBytes(request, 'content-length'),
    lengthBytes: headerBytes(request, 'upload-length'),
    checksum: checksum.value,
  });
  drainAfterAnswer(request, reply, body);
  return sent;
};
