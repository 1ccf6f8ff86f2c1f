import { basename } from 'node:path/posix';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanFileName, err, type Failure, failure, ok, type Result } from '@reelmill/core';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine } from '../engine.ts';
import { crashPoint, type ImportOrigin, type ImportRecord, type ObjectSource } from '../ports/index.ts';
import { failureOfSystemError } from '../run/system-error.ts';

/** Who takes objects, and how many bytes one may have. */
export interface TakeContext {
  readonly engine: Pick<
    Engine,
    'store' | 'blobs' | 'pinned' | 'commit' | 'insertAsset' | 'refuseBeyondQuota'
  >;
  readonly objects: ObjectSource;
  readonly maxBytes: number;
  /** Before try n, in ms. */
  readonly backoffMs: (failures: number) => number;
  readonly nowMs: () => number;
}

/** An import whose bytes lie in the object store already. */
export type ObjectImport = ImportRecord & { readonly origin: Extract<ImportOrigin, { type: 'object' }> };

/** Whether its bytes lie in the object store already. */
export const isOfObject = (record: ImportRecord): record is ObjectImport => record.origin.type === 'object';

const MOST_FAILURES = 8;

/**
 * Makes an asset of an object of the store, exactly once: a copy of its own is hashed, becomes the blob, and one
 * conditional transaction ends the import. Begun anew after a crash. The bytes never come here but to be hashed.
 */
export const takeObject = async (
  context: TakeContext,
  record: ObjectImport,
  signal: AbortSignal,
): Promise<Result<void>> => {
  for (let failures = 1; ; failures += 1) {
    const taken = await takeOnce(context, record, signal).catch((error: unknown) => {
      const known = failureOfSystemError(error);
      if (!known && !signal.aborted) throw error;
      return err(known ?? cancelled);
    });
    if (taken.ok || signal.aborted || taken.error.reason !== 'transient' || failures === MOST_FAILURES)
      return taken;
    await sleep(context.backoffMs(failures), undefined, { signal }).catch(() => undefined);
  }
};

const takeOnce = async (
  { engine, objects, maxBytes, nowMs }: TakeContext,
  record: ObjectImport,
  signal: AbortSignal,
): Promise<Result<void>> => {
  const { id, origin } = record;
  const found = await objects.stat(origin.key);
  if (!found) return err(notThere);
  const { sizeBytes, etag } = found;
  if (sizeBytes === 0) return err(empty);
  if (sizeBytes > maxBytes) return err(tooLarge(sizeBytes, maxBytes));
  const fileName = record.fileName === '' ? cleanFileName(basename(origin.key)) : record.fileName;
  const refused = await engine.store.transaction(async (tx) => {
    // Its size in the row is what it has reserved, and its job with it.
    const had = (await tx.imports.get(id))?.sizeBytes ?? null;
    const wanted = had === null ? { bytes: sizeBytes, jobs: 1 } : { bytes: sizeBytes - had, jobs: 0 };
    const over = await engine.refuseBeyondQuota(tx, record.ownerId, wanted);
    if (!over) await tx.imports.update(id, { sizeBytes, fileName }, ['running']);
    return over;
  });
  if (refused) return err(refused);
  if (!(await objects.hold(id, origin.key, etag))) return err(changed);
  const digest = await objects.digestOf(id, { signal, onBytes: counting(engine, id) });
  const release = await engine.pinned.pin(digest);
  try {
    await objects.place(id, digest);
    await engine.commit(async (tx, emit) => {
      const ended = { state: 'succeeded', receivedBytes: sizeBytes, finishedAtMs: nowMs() } as const;
      if (!(await tx.imports.update(id, ended, ['running']))) return;
      const made = await engine.insertAsset(tx, emit, {
        ownerId: record.ownerId,
        ...{ name: fileName, fileName, metadata: record.metadata, priority: record.priority },
        ...{ sourceDigest: digest, sourceSizeBytes: sizeBytes },
        recipe: { name: record.recipeName, recipe: record.recipe },
      });
      await tx.imports.update(id, made);
    });
  } finally {
    release();
  }
  crashPoint('import.ended');
  await objects.discard(id);
  // Where the import was cancelled meanwhile.
  await discardUnreferenced(engine, [digest]);
  return ok(undefined);
};

const TELL_EVERY_BYTES = 256 << 20;

const counting = ({ store }: TakeContext['engine'], id: string): ((sizeBytes: number) => void) => {
  let told = 0;
  return (receivedBytes) => {
    if (receivedBytes - told < TELL_EVERY_BYTES) return;
    told = receivedBytes;
    // How far it is matters to nobody but who looks.
    store.direct.imports.update(id, { receivedBytes }, ['running']).catch(() => undefined);
  };
};

/** The same for what is missing and what may not be imported: nobody learns what else there is. */
export const notThere = failure('NOT_FOUND', 'bad-input', 'There is no such object below the import prefix.');
const cancelled = failure('CANCELLED', 'cancelled', 'The import was cancelled.');
const changed = failure('FETCH_FAILED', 'transient', 'The object changed while it was copied.');
const empty = failure('INVALID_REQUEST', 'bad-input', 'The object is empty.');
const tooLarge = (sizeBytes: number, maxBytes: number): Failure =>
  failure(
    'PAYLOAD_TOO_LARGE',
    'limit-exceeded',
    `The object has ${sizeBytes} bytes; at most ${maxBytes} are accepted.`,
  );
