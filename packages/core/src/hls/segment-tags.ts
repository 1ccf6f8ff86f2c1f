/** How segments are encrypted, RFC 8216 §4.3.2.4. */
export interface KeyTag {
  readonly method: 'AES-128' | 'SAMPLE-AES' | 'SAMPLE-AES-CTR';
  readonly uri: string;
  /** In hex; null where the samples bring their own. */
  readonly ivHex: string | null;
  /** Who knows what to do with the address; null for a key that lies there as 16 bytes. */
  readonly keyFormat: 'org.w3.clearkey' | null;
}

export const keyTag = ({ method, uri, ivHex, keyFormat }: KeyTag): string =>
  [
    `#EXT-X-KEY:METHOD=${method}`,
    `URI="${uri}"`,
    ...(ivHex === null ? [] : [`IV=0x${ivHex}`]),
    ...(keyFormat === null ? [] : [`KEYFORMAT="${keyFormat}"`, 'KEYFORMATVERSIONS="1"']),
  ].join(',');

/** The value of EXT-X-BYTERANGE and of BYTERANGE, §4.3.2.2. */
export const byteRange = (range: { readonly offsetBytes: number; readonly sizeBytes: number }): string =>
  `${range.sizeBytes}@${range.offsetBytes}`;
