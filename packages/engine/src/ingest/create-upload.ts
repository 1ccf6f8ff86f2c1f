import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEFAULT_PRESET,
  type Digest,
  err,
  failure,
  LOCAL_USER,
  ok,
  type Result,
  resolveRecipe,
  type TransactionMember,
  type UserMetadata,
} from '@reelmill/core';
import type { Engine, NamedRecipe } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import { crashPoint, type Store, type UploadRecord } from '../ports/index.ts';
import { EMPTY_EXPIRES_AFTER_MS } from './expiry.ts';
import { bringBy, type DeclaredFile, refuseOther } from './transaction-files.ts';
import { empty } from './upload-failures.ts';

/** What a client announces before it sends bytes. */
export interface NewUpload {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly fileName: string;
  /** Null while the client does not know. */
  readonly lengthBytes: number | null;
  /** One of several that another upload will be put together from. */
  readonly isPart?: boolean;
  /** The uploads to put it together from, in order; `lengthBytes` is their sum. */
  readonly parts?: readonly string[];
  /** The import whose bytes it takes: that knows its upload from the same moment on, whatever crashes. */
  readonly importId?: string | undefined;
  /** The transaction it brings a file of; all that follows is then as declared there. */
  readonly member?: TransactionMember | undefined;
  /** What it must have once whole. */
  readonly expectedDigest?: Digest | undefined;
  /** As the client sent it, to be echoed. */
  readonly tusMetadata: string;
  readonly metadata: UserMetadata;
  /** Null: the one the asset to replace was made with last. */
  readonly recipe: NamedRecipe | null;
  /** The asset whose source this becomes; a new asset unless given. */
  readonly replacesAssetId?: string | undefined;
  /** Of the job; 0 unless given. */
  readonly priority?: number | undefined;
}

/** Left free for the work that follows. */
const SPARE_BYTES = 64 << 20;

/**
 * The upload's row and its empty file, both durable. Refuses what is empty, what the disk has no room for, and what differs from
 * what was declared to the transaction it is for.
 */
export const createUpload = async (
  { store, refuseBeyondQuota }: Pick<Engine, 'store' | 'refuseBeyondQuota'>,
  folder: string,
  input: NewUpload,
  nowMs: number,
  declared?: DeclaredFile,
): Promise<Result<UploadRecord>> => {
  if (input.lengthBytes === 0 && !input.isPart) {
    return err(empty);
  }
  const sha256 = input.expectedDigest ?? null;
  const other = declared && refuseOther(declared, { sizeBytes: input.lengthBytes, sha256 });
  if (other) return err(other);
  const replaced = input.replacesAssetId;
  if (replaced !== undefined && !(await store.direct.assets.get(replaced))) {
    return err(failure('NOT_FOUND', 'bad-input', 'There is no asset to replace; it may have been deleted.'));
  }
  const recipe = input.recipe ?? (await recipeOf(store, replaced));
  await mkdir(folder, { recursive: true });
  const disk = await statfs(folder);
  const freeBytes = disk.bavail * disk.bsize;
  if ((input.lengthBytes ?? 0) + SPARE_BYTES > freeBytes) {
    return err(
      failure('NO_SPACE', 'no-space', 'There is not enough free disk space for this file.', {
        lengthBytes: input.lengthBytes,
        freeBytes,
      }),
    );
  }
  const record: UploadRecord = {
    id: newId('upload'),
    ownerId: input.ownerId ?? LOCAL_USER,
    fileName: input.fileName,
    lengthBytes: input.lengthBytes ?? declared?.file.sizeBytes ?? null,
    isPart: input.isPart ?? false,
    parts: input.parts ?? null,
    offsetBytes: 0,
    state: 'uploading',
    member: declared ? (input.member ?? null) : null,
    expectedDigest: sha256 ?? declared?.file.sha256 ?? null,
    tusMetadata: input.tusMetadata,
    metadata: input.metadata,
    recipeName: recipe.name,
    recipe: recipe.recipe,
    priority: input.priority ?? 0,
    digest: null,
    assetId: replaced ?? null,
    jobId: null,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + EMPTY_EXPIRES_AFTER_MS,
  };
  await makeFile(folder, record.id);
  crashPoint('upload.file-made');
  try {
    const refused = await store.transaction(async (tx) => {
      const over = await refuseBeyondQuota(tx, record.ownerId, wantedBy(record));
      if (over) return over;
      await tx.uploads.insert(record);
      if (record.member) await bringBy(tx, record.member, { kind: 'tus', id: record.id });
      if (input.importId !== undefined) await tx.imports.update(input.importId, { uploadId: record.id });
      return undefined;
    });
    if (refused) {
      await rm(join(folder, record.id), { force: true });
      return err(refused);
    }
  } catch (error) {
    await rm(join(folder, record.id), { force: true });
    throw error;
  }
  return ok(record);
};

/** Bytes of parts count as theirs, and the job of a transaction as its own. */
const wantedBy = ({ lengthBytes, isPart, parts, member }: UploadRecord) => ({
  bytes: parts ? 0 : (lengthBytes ?? 1),
  jobs: isPart || member ? 0 : 1,
});

/** What the asset was made by last; a job that added a report or one output to it says nothing of the others. */
const recipeOf = async (store: Store, assetId: string | undefined): Promise<NamedRecipe> => {
  const jobs = assetId === undefined ? [] : await jobsOfAsset(store.direct, assetId);
  const job = jobs.find(({ completes }) => completes === null);
  if (job) return { name: job.recipeName, recipe: job.recipe };
  const preset = resolveRecipe(DEFAULT_PRESET);
  if (!preset.ok) throw new Error(preset.error.message);
  return preset.value;
};

/** The name must survive a power cut too, or the bytes behind it would not count. */
const makeFile = async (folder: string, id: string): Promise<void> => {
  await (await open(join(folder, id), 'wx', 0o600)).close();
  const names = await open(folder, 'r');
  try {
    await names.sync();
  } finally {
    await names.close();
  }
};
