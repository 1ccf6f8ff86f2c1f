import type { RunEncryption } from '../steps/segment-run.ts';
import { element, type XmlElement } from './xml.ts';

/** DASH-IF's id of ClearKey; its licence is what EME calls one. */
const CLEAR_KEY = 'urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e';

/**
 * How the samples of a set are encrypted (ISO/IEC 23009-1 §5.8.4.1, DASH-IF IOP). Where the licence is asked for is not in
 * the manifest: players take such an address relative to their page, and no file of an artifact knows the server's.
 */
export const protectionElements = (encryption: RunEncryption | undefined): readonly XmlElement[] =>
  encryption
    ? [
        element('ContentProtection', {
          schemeIdUri: 'urn:mpeg:dash:mp4protection:2011',
          value: encryption.scheme,
          'cenc:default_KID': uuid(encryption.keyId),
        }),
        element('ContentProtection', { schemeIdUri: CLEAR_KEY, value: 'ClearKey1.0' }),
      ]
    : [];

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
