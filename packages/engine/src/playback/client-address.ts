import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/**
 * What a token is bound to: all of an IPv4 address, and the /64 of an IPv6 address, of which machines change the rest by
 * themselves. IPv4 written as IPv6 (RFC 4291 §2.5.5.2) is IPv4. Undefined for what is no address.
 */
export const boundBytes = (address: string): Uint8Array | undefined => {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [withoutZone = ''] = address.split('%');
  if (!isIPv6(withoutZone)) return undefined;
  const words = wordsOf(withoutZone);
  const bytes = Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
  return MAPPED.every((word, index) => word === words[index]) ? bytes.subarray(12) : bytes.subarray(0, 8);
};

/** Eight of them. Node's own parser has brought the address into its short form, with no IPv4 at its end. */
const wordsOf = (address: string): readonly number[] => {
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const parse = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [before, after] = [parse(head), parse(tail ?? '')];
  return tail === undefined
    ? before
    : [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
};
