import type { UploadRecord } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reprDigest } from '../delivery/repr-digest.ts';

/** What this server speaks of tus (https://tus.io/protocols/resumable-upload). */
export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS =
  'creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,concatenation';
export const TUS_CHECKSUMS = 'sha1,sha256,crc32';

/** The one type bytes are sent with. */
export const CHUNK_TYPE = 'application/offset+octet-stream';

/** Where the upload stands, as headers, and what it is once it is whole; nothing else is in a tus answer. */
export const answerWith = (reply: FastifyReply, status: number, record: UploadRecord): FastifyReply => {
  reply.header('upload-offset', record.offsetBytes);
  if (record.state === 'complete' && record.digest !== null)
    reply.header('repr-digest', reprDigest(record.digest));
  if (record.state === 'uploading')
    reply.header('upload-expires', new Date(record.expiresAtMs).toUTCString());
  return reply.code(status).send();
};

/** The header's text; the first when it was sent more than once. */
export const headerText = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** A header that holds a count of bytes. */
export const headerBytes = (request: FastifyRequest, name: string): number | undefined => {
  const text = headerText(request, name);
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
};

/** The content type without its parameters, in lower case. */
export const contentType = (request: FastifyRequest): string | undefined =>
  headerText(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
