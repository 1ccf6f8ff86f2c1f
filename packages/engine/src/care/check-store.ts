import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { type Digest, err, type Failure, failure, ok, type Result } from '@reelmill/core';
import type { AssetRecord, BlobInfo, BlobStore, ReplacementRecord, Store } from '../ports/index.ts';
import { type NamedBlobs, type NeededArtifact, namedBlobs } from './named-blobs.ts';

/** Bytes that are not what rows say. `altered`: of another digest, or unreadable. */
export interface DamagedBlob {
  readonly digest: Digest;
  readonly damage: 'missing' | 'short' | 'altered';
  /** What rows say; null for bytes that no row names. */
  readonly expectedBytes: number | null;
  readonly foundBytes: number | null;
}

export interface StoreReport {
  readonly checkedBlobs: number;
  readonly checkedBytes: number;
  readonly damaged: readonly DamagedBlob[];
  /** Whole, but named by no row: garbage, or about to be named. */
  readonly unreferenced: readonly BlobInfo[];
  /** Assets whose source is damaged: nothing can be made of them until it is uploaded again. */
  readonly sources: readonly AssetRecord[];
  /** Files in place of outputs that are damaged: nothing else can make them. */
  readonly replacements: readonly ReplacementRecord[];
  /** Artifacts that name damaged blobs, or are gone themselves. */
  readonly artifacts: readonly NeededArtifact[];
}

/** Reads every blob and compares it with its name and with the rows. Changes nothing. */
export const checkStore = async (
  { store, blobs }: { readonly store: Pick<Store, 'direct'>; readonly blobs: BlobStore },
  onBlob: (blob: BlobInfo) => void = () => {},
): Promise<Result<StoreReport>> => {
  const found = new Map<Digest, BlobInfo & { readonly isWhole: boolean }>();
  const look = async (blob: BlobInfo): Promise<Failure | undefined> => {
    const condition = await readBlob(blobs, blob.digest);
    if (!condition.ok) return condition.error;
    if (condition.value !== 'gone') found.set(blob.digest, { ...blob, isWhole: condition.value === 'whole' });
    onBlob(blob);
    return undefined;
  };
  for await (const blob of blobs.list()) {
    const problem = await look(blob);
    if (problem) return err(problem);
  }
  // Rows are read after the bytes: what was deleted meanwhile is named no more, what was added is looked at now.
  const named = await namedBlobs(store);
  const { assets, replacements, artifacts } = named;
  const expected = expectedSizes(named);
  for (const digest of expected.keys()) {
    const late = found.has(digest) ? undefined : await blobs.stat(digest);
    const problem = late && (await look(late));
    if (problem) return err(problem);
  }

  const damaged = new Map<Digest, DamagedBlob>();
  for (const digest of new Set([...expected.keys(), ...found.keys()])) {
    const damage = damageOf(digest, expected.get(digest), found.get(digest));
    if (damage) damaged.set(digest, damage);
  }
  return ok({
    checkedBlobs: found.size,
    checkedBytes: [...found.values()].reduce((sum, blob) => sum + blob.sizeBytes, 0),
    damaged: [...damaged.values()],
    unreferenced: [...found.values()].filter(({ digest, isWhole }) => isWhole && !expected.has(digest)),
    sources: assets.filter((asset) => damaged.has(asset.sourceDigest)),
    replacements: replacements.filter(({ digest }) => damaged.has(digest)),
    artifacts: artifacts.filter(({ record }) => !record?.entries.every(({ digest }) => !damaged.has(digest))),
  });
};

const expectedSizes = ({
  assets,
  replacements,
  artifacts,
  arrived,
}: NamedBlobs): ReadonlyMap<Digest, number> =>
  new Map([
    ...artifacts.flatMap(({ record }) =>
      (record?.entries ?? []).map(({ digest, sizeBytes }): [Digest, number] => [digest, sizeBytes]),
    ),
    ...[...replacements, ...arrived].map(({ digest, sizeBytes }): [Digest, number] => [digest, sizeBytes]),
    ...assets.map((asset): [Digest, number] => [asset.sourceDigest, asset.sourceSizeBytes]),
  ]);

const damageOf = (
  digest: Digest,
  expectedBytes: number | undefined,
  found: { readonly sizeBytes: number; readonly isWhole: boolean } | undefined,
): DamagedBlob | undefined => {
  if (found?.isWhole) return undefined;
  const isShort = found && expectedBytes !== undefined && found.sizeBytes < expectedBytes;
  return {
    digest,
    damage: found ? (isShort ? 'short' : 'altered') : 'missing',
    expectedBytes: expectedBytes ?? null,
    foundBytes: found?.sizeBytes ?? null,
  };
};

/** Only what the disk itself cannot read is lost: a machine without rights or memory says nothing about the bytes. */
const readBlob = async (blobs: BlobStore, digest: Digest): Promise<Result<'whole' | 'altered' | 'gone'>> => {
  const hash = createHash('sha256');
  try {
    await pipeline(blobs.read(digest), hash);
    return ok(hash.digest('hex') === digest ? 'whole' : 'altered');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === 'ENOENT') return ok('gone');
    if (code === 'EIO') return ok('altered');
    if (code === undefined) throw error;
    const message = `The machine refused to read a blob (${code}), so nothing can be said about what is kept.`;
    return err(failure('INTERNAL', 'transient', message, { digest }));
  }
};
