import type { Digest } from '@reelmill/core';
import type { AssetChoice } from './assets.ts';

export interface ArtifactEntry {
  /** Slash-separated, relative, unique within the artifact: `1080p/init.mp4`. */
  readonly path: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** A named set of blobs a step produced, with the facts the next steps need. Its digest covers both. */
export interface ArtifactRecord {
  readonly digest: Digest;
  readonly entries: readonly ArtifactEntry[];
  /** JSON, shape by step kind. */
  readonly facts: unknown;
}

export interface ArtifactOperations {
  /** Idempotent: the digest decides the content. */
  put(artifact: ArtifactRecord): Promise<void>;
  get(digest: Digest): Promise<ArtifactRecord | undefined>;
  /** One file of it, without reading the rest. */
  entry(digest: Digest, path: string): Promise<ArtifactRecord['entries'][number] | undefined>;
  /** Facts and total size without the entries, for lists; unknown digests are left out. */
  factsOf(
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, { readonly facts: unknown; readonly sizeBytes: number }>>;
  /** Whether an output or a step of an existing asset still points at it. */
  isReferenced(digest: Digest): Promise<boolean>;
  /** Whether an output or a step of one of these assets points at it. */
  isOf(digest: Digest, assets: AssetChoice): Promise<boolean>;
  /** Bytes of all artifacts' files, each blob once. */
  totalBytes(): Promise<number>;
  /** Artifacts with files that only steps of ended jobs point at, and no output: those that ended first come first. */
  intermediates(limit: number): Promise<readonly Digest[]>;
  /** No step of an ended job points at it any more. */
  forget(digest: Digest): Promise<void>;
  /** Removes artifacts, and their cache entries, that no step and no output points at; returns how many. */
  sweep(): Promise<number>;
  /** Whether an asset's source, what stands in place of an output or any artifact needs these bytes. */
  isBlobReferenced(digest: Digest): Promise<boolean>;
}
