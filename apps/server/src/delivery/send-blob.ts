import { Readable } from 'node:stream';
import { failure } from '@reelmill/core';
import type { BlobStore } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';
import { reprDigest } from './repr-digest.ts';

export interface Deliverable {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** The address holds a digest: what it gives can never change. */
export const FOR_EVER = 'public, max-age=31536000, immutable';
/** An asset's address may give other bytes one day: ask again, and be told they are the same. */
export const ASK_AGAIN = 'private, no-cache';

/** Sends immutable bytes as they are kept. */
export const sendBlob = (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: BlobStore,
  { digest, sizeBytes, mediaType }: Deliverable,
  cacheControl: string = FOR_EVER,
): FastifyReply =>
  sendBytes(request, reply.header('repr-digest', reprDigest(digest)), {
    ...{ etag: etagOf(digest), sizeBytes, mediaType, cacheControl },
    read: (range) => blobs.read(digest, range),
  });

/** Strong, with its quotes. */
export const etagOf = (digest: string): string => `"${digest}"`;

/** Bytes that are the same whenever they are asked for. */
export interface SteadyBytes {
  /** Strong, with its quotes (`etagOf`). */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly cacheControl: string;
  /** Both ends of the range inclusive; the whole without one. */
  readonly read: (range: { readonly start: number; readonly end: number } | undefined) => Readable;
}

/** Sends them: strong ETag, conditional requests, single ranges (RFC 9110 §13, §14). */
export const sendBytes = (request: FastifyRequest, reply: FastifyReply, file: SteadyBytes): FastifyReply => {
  const { etag, cacheControl } = file;
  reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': cacheControl }).type(file.mediaType);
  if (hasAlready(request, etag)) return reply.code(304).send();

  const range = parseRange(rangeWanted(request, etag), file.sizeBytes);
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.sizeBytes}`);
    return sendFailure(
      reply,
      failure(
        'RANGE_NOT_SATISFIABLE',
        'bad-input',
        `The file has ${file.sizeBytes} bytes; the range lies outside.`,
      ),
    );
  }
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`);
  reply.header('content-length', end - start + 1);
  // An empty stream keeps the length just set; Fastify counts anything else itself.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(file.read(range));
};

/** What of it is asked for, if it is still the file of this ETag of which more is wanted (RFC 9110 §13.1.5). */
export const rangeWanted = (
  { headers }: Pick<FastifyRequest, 'headers'>,
  etag: string,
): string | undefined =>
  headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;

/** Whether whoever asks has the bytes, and says so (RFC 9110 §13.1.2). */
export const hasAlready = ({ headers }: Pick<FastifyRequest, 'headers'>, etag: string): boolean =>
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');

/** One range, both ends inclusive. Several ranges, and anything malformed, are answered with the whole (§14.2). */
export const parseRange = (
  header: string | undefined,
  sizeBytes: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match) return undefined;
  const [, from, to] = match;
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const last = Number(to);
    return last === 0 || sizeBytes === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, sizeBytes - last), end: sizeBytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < start) return undefined;
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
};
