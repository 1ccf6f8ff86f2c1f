import { type Digest, err, failure, ok, type Result } from '@reelmill/core';
import type { FastifyRequest } from 'fastify';

/** SHA-256 of the whole file as `Repr-Digest` says it, also with a part of it (RFC 9530). */
export const reprDigest = (digest: Digest): string =>
  `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`;

/** What a request says its body is, by `Repr-Digest` or `Content-Digest`; other algorithms than SHA-256 say nothing. */
export const announcedDigest = ({ headers }: FastifyRequest): Result<Digest | undefined> => {
  const told = [headers['repr-digest'], headers['content-digest']].flat().join(',');
  const encoded = /(?:^|[\s,])sha-256=([^,]*)/i.exec(told)?.[1];
  if (encoded === undefined) return ok(undefined);
  const bytes = Buffer.from(/^:([A-Za-z0-9+/=]*):$/.exec(encoded.trim())?.[1] ?? '', 'base64');
  return bytes.length === 32
    ? ok(bytes.toString('hex'))
    : err(failure('INVALID_REQUEST', 'bad-input', 'A digest is sent as "sha-256=:<base64 of 32 bytes>:".'));
};
