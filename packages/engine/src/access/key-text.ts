import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Digest } from '@reelmill/core';

const KEY = /^rm_([\w-]{22})_([\w-]{43})$/;

/** 256 random bits as text. A plain SHA-256 is enough to keep it by: nobody guesses that many. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

export const digestOf = (secret: string): Digest => createHash('sha256').update(secret).digest('hex');

/** Takes the same time whatever they differ in. */
export const isDigestOf = (digest: Digest, secret: string): boolean =>
  timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(secret), 'hex'));

/** `rm_<id>_<secret>`: what scanners for leaked secrets, and people, know it by. */
export const keyText = (id: string, secret: string): string => `rm_${id.slice('key_'.length)}_${secret}`;

/** Undefined for what is no key, whatever it is. */
export const parseKey = (text: string): { readonly id: string; readonly secret: string } | undefined => {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id: `key_${id}`, secret };
};
