import { contentKeyPurpose, type Digest, type HlsFacts, HlsFactsSchema } from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';
import type { DeriveKey } from './derive-key.ts';

const KEY_BYTES = 16;

/** The keys of one encrypted stream, and of no other. */
export interface StreamKeys {
  readonly encryption: NonNullable<HlsFacts['encryption']>;
  /** 16 bytes; undefined when there is none of that number. */
  keyOf(number: number): Promise<Uint8Array | undefined>;
}

/** Undefined unless the artifact is published and is an encrypted stream. Whether the caller may have them is not asked here. */
export const streamKeys = async (
  tx: StoreOperations,
  deriveKey: DeriveKey,
  artifactDigest: Digest,
): Promise<StreamKeys | undefined> => {
  const outputs = await tx.outputs.ofArtifact(artifactDigest);
  if (!outputs.some(({ kind }) => kind === 'hls')) return undefined;
  const artifact = (await tx.artifacts.factsOf([artifactDigest])).get(artifactDigest);
  const { encryption } = HlsFactsSchema.parse(artifact?.facts);
  if (!encryption) return undefined;
  return {
    encryption,
    keyOf: async (number) =>
      number < encryption.keyCount
        ? deriveKey(contentKeyPurpose(encryption.keyId, number), KEY_BYTES)
        : undefined,
  };
};
