import type { Digest } from '@reelmill/core';
import { type CareContext, discardUnreferenced } from '../care/discard-blobs.ts';
import { sha256OfFile, sha256OfSegment } from '../identity/sha256.ts';
import { type ArtifactEntry, crashPoint } from '../ports/index.ts';
import type { StepTools } from '../steps/step-kind.ts';

/** Stores what an attempt makes, pinned against collection until the attempt is over. */
export const createBlobKeeper = (context: CareContext) => {
  const kept = new Set<Digest>();
  const releases: (() => void)[] = [];

  const hold = async (digest: Digest): Promise<void> => {
    // Pinned before it is stored: a collection between the two would take it.
    releases.push(await context.pinned.pin(digest));
    kept.add(digest);
  };

  const keep: StepTools['keep'] = async (path, mediaType, content): Promise<ArtifactEntry> => {
    if ('bytes' in content) {
      const digest = await sha256OfSegment(content.bytes);
      await hold(digest);
      crashPoint('blob.before-put');
      await context.blobs.putBytes(content.bytes);
      crashPoint('blob.after-put');
      return { path, digest, sizeBytes: content.bytes.length, mediaType };
    }
    const digest = await sha256OfFile(content.file);
    await hold(digest);
    crashPoint('blob.before-put');
    const { sizeBytes } = await context.blobs.putFile(content.file, digest);
    crashPoint('blob.after-put');
    return { path, digest, sizeBytes, mediaType };
  };

  return {
    keep,
    /** Lets go; what no row names by now, because the attempt came to nothing, is deleted. */
    release: async (): Promise<void> => {
      for (const release of releases) release();
      await discardUnreferenced(context, kept);
    },
  };
};
