import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '../identity/new-id.ts';
import { boundBytes } from './client-address.ts';
import { readToken, type TokenClaims, writeToken } from './token.ts';

const keys = new Map([1, 2, 65_535].map((number) => [number, new Uint8Array(randomBytes(32))]));
const keyOf = (number: number) => keys.get(number);
const write = (claims: TokenClaims) => writeToken(claims, keyOf(claims.keyNumber) ?? new Uint8Array());

const claims = (over: Partial<TokenClaims> = {}): TokenClaims => ({
  ...{ keyNumber: 1, expiresAtSeconds: 1_900_000_000, boundTo: new Uint8Array() },
  ...{ id: newId('playback'), assetId: newId('asset') },
  ...over,
});

describe('a token', () => {
  it('says what it was given, and fits into an address as it is', () => {
    for (const boundTo of ['192.0.2.7', '2001:db8::1'].map(boundBytes)) {
      for (const keyNumber of keys.keys()) {
        const said = claims({
          boundTo: boundTo ?? new Uint8Array(),
          keyNumber,
          expiresAtSeconds: 2 ** 32 - 1,
        });
        expect(readToken(write(said), keyOf)).toEqual(said);
        expect(write(said)).toMatch(/^[\w-]{80,86}$/);
      }
    }
    expect(write(claims())).toMatch(/^[\w-]{75}$/);
  });

  it('is none with any bit changed, and none cut off or continued anywhere', () => {
    const text = write(claims({ boundTo: Uint8Array.of(192, 0, 2, 7) }));
    const bytes = Buffer.from(text, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(readToken(changed.toString('base64url'), keyOf)).toBeUndefined();
      }),
    );
    for (let length = 0; length < text.length; length += 1) {
      expect(readToken(text.slice(0, length), keyOf)).toBeUndefined();
    }
    for (const more of ['A', '=', ' ', text, '/x']) expect(readToken(text + more, keyOf)).toBeUndefined();
    expect(readToken(text, keyOf)).toBeDefined();
  });

  it('has one text, whatever else decodes to its bytes', () => {
    const text = write(claims({ id: `playback_${'-_'.repeat(10)}-w` }));
    expect(readToken(text, keyOf)).toBeDefined();
    expect(readToken(text.replaceAll('-', '+').replaceAll('_', '/'), keyOf)).toBeUndefined();
    const last = text.slice(0, -1);
    const same = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_').filter(
      (letter) => Buffer.from(last + letter, 'base64url').equals(Buffer.from(text, 'base64url')),
    );
    expect(same.filter((letter) => readToken(last + letter, keyOf))).toEqual([text.at(-1)]);
  });

  it('is none under another key, nor one whose key is gone', () => {
    const said = claims({ keyNumber: 2 });
    expect(readToken(writeToken(said, keys.get(1) ?? new Uint8Array()), keyOf)).toBeUndefined();
    expect(readToken(write(said), (number) => (number === 2 ? undefined : keyOf(number)))).toBeUndefined();
  });
});

describe('what a token is bound to', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7', '::ffff:192.0.2.7', true],
    ['192.0.2.7', '::ffff:c000:207', true],
    ['2001:db8:1:2::5', '2001:DB8:1:2:ffff:1:2:3', true],
    ['2001:db8:1:2::5', '2001:db8:1:3::5', false],
    ['fe80::1', 'fe80::1%eth0', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::1', '127.0.0.1', false],
  ])('%s and %s are one address: %s', (a, b, same) => {
    expect(Buffer.from(boundBytes(a) ?? []).equals(boundBytes(b) ?? new Uint8Array())).toBe(same);
  });

  it('is nothing for what is no address', () => {
    for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', ':::', '1::2::3', '%eth0']) {
      expect(boundBytes(text)).toBeUndefined();
    }
  });
});
