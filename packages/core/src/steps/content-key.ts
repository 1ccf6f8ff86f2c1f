import { z } from 'zod';

export const ENCRYPTION_SCHEMES = ['aes-128', 'cenc', 'cbcs'] as const;
export type EncryptionScheme = (typeof ENCRYPTION_SCHEMES)[number];

/** Which keys a source is encrypted with. The keys themselves are derived when needed and kept nowhere. */
export interface ContentKeyParams {
  readonly scheme: EncryptionScheme;
}

export const ContentKeyFactsSchema = z.object({
  /** Names the keys of one source under one scheme: 16 bytes in hex, public. */
  keyId: z.string(),
});

/** What a key is derived for, by its number among those of a stream. */
export const contentKeyPurpose = (keyId: string, number: number): string =>
  `reelmill stream key ${keyId} ${number}`;
