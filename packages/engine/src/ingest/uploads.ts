import { err, ok, type Result } from '@reelmill/core';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine, HeldBlob } from '../engine.ts';
import { crashPoint, type UploadRecord } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { failureOfSystemError } from '../run/system-error.ts';
import { createUpload, type NewUpload } from './create-upload.ts';
import { finishUpload } from './finish-upload.ts';
import { isUnwanted, settleMember } from './member-upload.ts';
import { bytesOfParts, checkParts } from './put-together.ts';
import { type Checksum, tooManyBytes } from './receive-bytes.ts';
import { reconcileUploads, removeStrays } from './recover-uploads.ts';
import { keepOffset, withLength } from './reserve-bytes.ts';
import { findDeclared } from './transaction-files.ts';
import { createUploadBytes } from './upload-bytes.ts';
import {
  becameAsset,
  expired,
  locked,
  madeOfParts,
  noSuchUpload,
  notWhole,
  offsetMismatch,
  otherBytes,
  partGone,
  shuttingDown,
} from './upload-failures.ts';
import { createUploadHolds, type UploadHold } from './upload-holds.ts';
import { isOther, isWhole } from './whole-upload.ts';

/** Bytes of one request: where they belong, and what the request says about them. */
export interface UploadPart {
  readonly offsetBytes: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** How long the body says it is, when it says: too much is refused before any of it is written. */
  readonly bodyBytes?: number | undefined;
  readonly checksum?: Checksum | undefined;
  /** The length of the whole upload, of one that was started without it. */
  readonly lengthBytes?: number | undefined;
}

/**
 * Uploads that cannot be lost: an offset is only told once its bytes are on disk, and a finished one becomes an asset
 * exactly once. One process per folder; one writer per upload, the newest wins. No HTTP in here.
 */
export interface Uploads {
  create(input: NewUpload): Promise<Result<UploadRecord>>;
  /** Ends whoever is writing, so that the offset told is final. */
  settle(id: string): Promise<Result<UploadRecord>>;
  /**
   * Takes over from another writer, appends, and finishes the upload when it is whole. A body that breaks off, also
   * because another request takes over in turn, is no failure: the record says how far its bytes reach.
   */
  append(id: string, part: UploadPart): Promise<Result<UploadRecord>>;
  /** The bytes of a whole part, in the store and held there; the upload is gone. */
  take(id: string): Promise<Result<HeldBlob>>;
  /** How far it is; disturbs nobody. */
  look(id: string): Promise<UploadRecord | undefined>;
  /** Removes an unfinished upload with its bytes. UPLOAD_GONE once it has become an asset. */
  terminate(id: string): Promise<Result<void>>;
  /** Takes up what a crash left. Before anything else is called, and before blobs are collected. */
  recover(): Promise<void>;
  /** Finishes what is whole and removes what has expired or belongs to no upload, leaving alone what is being written. */
  sweep(): Promise<void>;
  /** Ends every writer, keeping what arrived; refuses bytes from then on. */
  close(): Promise<void>;
}

/** Longer than any honest writer needs to end: the sync of a few MiB, or the transaction that makes the asset. */
const TAKE_OVER_MS = 30_000;

export const createUploads = (options: {
  readonly engine: Pick<
    Engine,
    | 'store'
    | 'blobs'
    | 'pinned'
    | 'commit'
    | 'insertAsset'
    | 'replaceSource'
    | 'transactions'
    | 'refuseBeyondQuota'
  >;
  /** On the blob store's file system, and nobody else's. */
  readonly folder: string;
  readonly log: EngineLog;
  readonly nowMs?: () => number;
}): Uploads => {
  const { engine, folder, log, nowMs = Date.now } = options;
  const { uploads } = engine.store.direct;
  const holds = createUploadHolds(TAKE_OVER_MS);
  const bytes = createUploadBytes({
    folder,
    keepOffset: (record, offsetBytes) => keepOffset(engine, record, offsetBytes, nowMs()),
  });
  let isClosed = false;

  const held = async <T>(
    id: string,
    work: (record: UploadRecord, hold: UploadHold) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    if (isClosed) return err(shuttingDown);
    const hold = await holds.take(id);
    if (!hold) return err(locked);
    try {
      // Whoever waited while everything closed comes too late.
      if (isClosed) return err(shuttingDown);
      const record = await uploads.get(id);
      if (!record) return err(noSuchUpload);
      return await work(record, hold);
    } catch (error) {
      const known = failureOfSystemError(error);
      if (known) return err(known);
      throw error;
    } finally {
      hold.release();
    }
  };

  const isExpired = (record: UploadRecord): boolean =>
    record.state === 'uploading' && (record.isPart || !isWhole(record)) && record.expiresAtMs <= nowMs();

  /** The record as it is after finishing it, when it is whole and nobody has yet. Parts wait to be put together. */
  const finishWhole = async (record: UploadRecord): Promise<Result<UploadRecord>> => {
    if (record.isPart || !isWhole(record)) return ok(record);
    if (record.state !== 'complete') {
      const digest = record.digest ?? (await bytes.digestOf(record));
      if (isOther(record, digest)) {
        await remove(record);
        return err(otherBytes);
      }
      await finishUpload(engine, record, digest, bytes.pathOf(record.id), nowMs());
      await bytes.forget(record.id);
      for (const id of record.parts ?? []) {
        const part = await uploads.get(id);
        if (part) await remove(part);
      }
    }
    return settleMember(engine, record, () => uploads.get(record.id));
  };

  /** Copies what is missing of an upload that is put together, and finishes it. */
  const putTogether = async (record: UploadRecord, hold: UploadHold): Promise<Result<UploadRecord>> => {
    const parts: UploadRecord[] = [];
    for (const id of record.parts ?? []) {
      const part = await uploads.get(id);
      if (!part && !isWhole(record)) return err(partGone);
      if (part) parts.push(part);
    }
    if (!isWhole(record)) {
      const body = bytesOfParts(parts, bytes.pathOf, record.offsetBytes);
      const written = await bytes.append(record, { body, stopped: hold.stopped });
      if (!written.ok) return written;
    }
    const after = await uploads.get(record.id);
    if (!after) return err(noSuchUpload);
    return isWhole(after) ? finishWhole(after) : err(locked);
  };

  const remove = async (record: UploadRecord): Promise<void> => {
    await uploads.delete(record.id);
    crashPoint('upload.row-deleted');
    await bytes.forget(record.id);
    // Its bytes may have reached the store without becoming an asset.
    if (record.digest !== null) await discardUnreferenced(engine, [record.digest]);
  };

  engine.transactions.onUnwanted(async ({ kind, id }) => {
    const record = kind === 'tus' ? await uploads.get(id) : undefined;
    if (record?.state === 'uploading')
      await held(id, async (found) => {
        if (found.state === 'uploading') await remove(found);
        return ok(undefined);
      });
  });

  const sweep = async (): Promise<void> => {
    const unfinished = await uploads.unfinished();
    await removeStrays(folder, unfinished, nowMs());
    for (const { id } of unfinished) {
      const hold = isClosed ? undefined : holds.takeIfFree(id);
      if (!hold) continue;
      try {
        const record = await uploads.get(id);
        if (record?.state !== 'uploading') continue;
        if (isExpired(record) || (await isUnwanted(engine.store.direct, record))) await remove(record);
        else if (record.parts) await putTogether(record, hold);
        else await finishWhole(record);
      } catch (error) {
        log.error({ err: error, uploadId: id }, 'an upload could not be finished; it is tried again');
      } finally {
        hold.release();
      }
    }
  };

  return {
    create: async (input) => {
      if (isClosed) return err(shuttingDown);
      try {
        const parts = input.parts && (await checkParts(uploads, input.parts));
        if (parts && !parts.ok) return parts;
        const wanted = parts ? { ...input, lengthBytes: parts.value } : input;
        const declared = input.member && (await findDeclared(engine.store.direct, input.member));
        if (declared && !declared.ok) return declared;
        const created = await createUpload(engine, folder, wanted, nowMs(), declared?.value);
        const before = declared?.value.file.upload;
        if (created.ok && before) await engine.transactions.letGo(before);
        if (!created.ok || !input.parts) return created;
        const { id } = created.value;
        const made = await held(id, putTogether);
        // The client was never told where it is.
        if (!made.ok) await held(id, async (record) => ok(await remove(record)));
        return made;
      } catch (error) {
        const known = failureOfSystemError(error);
        if (known) return err(known);
        throw error;
      }
    },

    settle: (id) => held(id, async (record) => (isExpired(record) ? err(expired) : finishWhole(record))),

    append: (id, part) =>
      held(id, async (record, hold) => {
        if (isExpired(record)) return err(expired);
        if (record.parts) return err(madeOfParts);
        if (record.offsetBytes !== part.offsetBytes) return err(offsetMismatch(record));
        const announced = await withLength(engine, record, part.lengthBytes);
        if (!announced.ok) return announced;
        const { lengthBytes } = announced.value;
        if (lengthBytes !== null && record.offsetBytes + (part.bodyBytes ?? 0) > lengthBytes)
          return err(tooManyBytes(lengthBytes));
        if (!isWhole(announced.value)) {
          const { body, checksum } = part;
          const written = await bytes.append(announced.value, { body, checksum, stopped: hold.stopped });
          if (!written.ok) return written;
        }
        const after = await uploads.get(id);
        return after ? finishWhole(after) : err(noSuchUpload);
      }),

    take: (id) =>
      held(id, async (record) => {
        if (!record.isPart || !isWhole(record)) return err(notWhole);
        const digest = await bytes.digestOf(record);
        if (isOther(record, digest)) return err(otherBytes);
        const letGo = await engine.pinned.pin(digest);
        const release = async (): Promise<void> => {
          letGo();
          await discardUnreferenced(engine, [digest]);
        };
        try {
          const { sizeBytes } = await engine.blobs.putFile(bytes.pathOf(id), digest);
          await remove(record);
          return ok({ digest, sizeBytes, release });
        } catch (error) {
          await release();
          throw error;
        }
      }),

    look: (id) => uploads.get(id),

    terminate: (id) =>
      held(id, async (record) => {
        if (record.state === 'complete') return err(becameAsset(record));
        await remove(record);
        return ok(undefined);
      }),

    recover: async () => {
      await reconcileUploads({ store: engine.store, blobs: engine.blobs, folder });
      crashPoint('recover.uploads-reconciled');
      await sweep();
    },

    sweep,

    close: async () => {
      isClosed = true;
      await holds.stopAll();
    },
  };
};
