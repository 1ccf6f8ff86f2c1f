import { z } from 'zod';

/** Random, URL-safe, made by us: 22 characters of base64url behind a kind prefix, e.g. `asset_…`. */
export const IdSchema = z.string().regex(/^[a-z]+_[A-Za-z0-9_-]{22}$/, 'is not an id of this service');

declare const brand: unique symbol;

/** SHA-256 of bytes, lower-case hexadecimal. */
export type Digest = string & { readonly [brand]?: 'digest' };
export const DigestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hexadecimal');

/** SHA-256 of a step's canonical fingerprint record. Branded apart from blob digests on purpose. */
export type Fingerprint = string & { readonly [brand]: 'fingerprint' };

/** ISO 8601 in UTC with milliseconds. */
export const TimestampSchema = z.iso.datetime();
