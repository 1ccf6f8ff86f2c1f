import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a playback token says. */
export interface TokenClaims {
  /** Of the key it is signed with. */
  readonly keyNumber: number;
  /** Since the epoch. */
  readonly expiresAtSeconds: number;
  readonly id: string;
  readonly assetId: string;
  /** What it is bound to (see `boundBytes`); empty for nothing. */
  readonly boundTo: Uint8Array;
}

const VERSION = 1;
const HEAD_BYTES = 40;
/** Half of the digest: nobody guesses 128 bits over the network (RFC 2104 §5). */
const MAC_BYTES = 16;
const MOST_BYTES = HEAD_BYTES + 8 + MAC_BYTES;

/**
 * A token as text that may stand in an address: base64url of version (1 byte), length of what it is bound to (1), number of
 * the key (2), end in seconds (4, all big-endian), its id (16), the asset's (16), what it is bound to (0, 4 or 8), and
 * HMAC-SHA256 over all of that (16).
 */
export const writeToken = (claims: TokenClaims, key: Uint8Array): string => {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(VERSION, 0);
  head.writeUInt8(claims.boundTo.length, 1);
  head.writeUInt16BE(claims.keyNumber, 2);
  head.writeUInt32BE(claims.expiresAtSeconds, 4);
  head.set(randomPart(claims.id), 8);
  head.set(randomPart(claims.assetId), 24);
  const said = Buffer.concat([head, claims.boundTo]);
  return Buffer.concat([said, macOf(said, key)]).toString('base64url');
};

/** What a token says, if one of these keys signed it as it is; undefined for anything else. Says nothing of its end. */
export const readToken = (
  text: string,
  keyOf: (keyNumber: number) => Uint8Array | undefined,
): TokenClaims | undefined => {
  const bytes = Buffer.from(text.slice(0, MOST_BYTES * 2), 'base64url');
  // One token has one text: what else decodes to its bytes is none.
  if (bytes.toString('base64url') !== text || bytes.length < HEAD_BYTES + MAC_BYTES) return undefined;
  const said = bytes.subarray(0, -MAC_BYTES);
  if (said[0] !== VERSION || said.length !== HEAD_BYTES + (said[1] ?? 0)) return undefined;
  const key = keyOf(said.readUInt16BE(2));
  if (!key || !timingSafeEqual(macOf(said, key), bytes.subarray(-MAC_BYTES))) return undefined;
  return {
    keyNumber: said.readUInt16BE(2),
    expiresAtSeconds: said.readUInt32BE(4),
    id: `playback_${said.toString('base64url', 8, 24)}`,
    assetId: `asset_${said.toString('base64url', 24, HEAD_BYTES)}`,
    boundTo: new Uint8Array(said.subarray(HEAD_BYTES)),
  };
};

/** Behind the kind of thing an id names are 16 bytes. */
const randomPart = (id: string): Buffer => Buffer.from(id.slice(id.indexOf('_') + 1), 'base64url');

const macOf = (said: Uint8Array, key: Uint8Array): Buffer =>
  createHmac('sha256', key).update(said).digest().subarray(0, MAC_BYTES);
