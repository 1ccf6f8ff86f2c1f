import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, err, failure, ok, type Result, type Upload, type UserMetadata } from '@reelmill/core';
import type { Engine, NamedRecipe } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import type { UploadRecord } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { finishUpload } from './finish-upload.ts';
import { type Checksum, receiveBytes } from './receive-bytes.ts';
import { openUploadFile } from './upload-file.ts';

export interface NewUpload {
  readonly fileName: string;
  readonly lengthBytes: number;
  /** As the client sent it, to be echoed. */
  readonly tusMetadata: string;
  readonly metadata: UserMetadata;
  readonly recipe: NamedRecipe;
}

/** Uploads that cannot be lost: an offset is only told once its bytes are on disk, and a finished one becomes an asset once. */
export interface Uploads {
  create(input: NewUpload): Promise<Result<UploadRecord>>;
  /** Ends whoever is writing, so that the offset told is final. */
  settle(id: string): Promise<UploadRecord | undefined>;
  /** Takes over from another writer, appends, and finishes the upload when it is whole. */
  append(
    id: string,
    offsetBytes: number,
    body: AsyncIterable<Uint8Array>,
    checksum?: Checksum,
  ): Promise<Result<UploadRecord>>;
  look(id: string): Promise<UploadRecord | undefined>;
  terminate(id: string): Promise<boolean>;
  /** Finishes what a crash interrupted and removes what has expired. */
  recover(): Promise<void>;
}

const EXPIRES_AFTER_MS = 7 * 24 * 3600_000;
/** Left free for the work that follows. */
const SPARE_BYTES = 64 << 20;

const gone = () => err(failure('NOT_FOUND', 'bad-input', 'There is no such upload; start it again.'));

export const createUploads = (options: {
  readonly engine: Engine;
  readonly folder: string;
  readonly log: EngineLog;
  readonly nowMs?: () => number;
}): Uploads => {
  const { engine, folder, log, nowMs = Date.now } = options;
  const { uploads } = engine.store.direct;
  const writers = new Map<string, { readonly stop: () => void; readonly done: Promise<unknown> }>();
  const pathOf = (id: string): string => join(folder, id);
  const finish = (record: UploadRecord, digest: Digest) =>
    finishUpload(engine, record, digest, pathOf(record.id));

  const stopWriter = async (id: string): Promise<void> => {
    for (let writer = writers.get(id); writer; writer = writers.get(id)) {
      writer.stop();
      await writer.done;
    }
  };

  const write = async (
    record: UploadRecord,
    body: AsyncIterable<Uint8Array>,
    checksum: Checksum | undefined,
  ): Promise<Result<UploadRecord>> => {
    const file = await openUploadFile(pathOf(record.id), record.offsetBytes);
    let digest: Digest | undefined;
    try {
      const problem = await receiveBytes(file, body, {
        lengthBytes: record.lengthBytes,
        checksum,
        commit: async (offsetBytes) => {
          await uploads.update(record.id, { offsetBytes }, 'uploading');
        },
      });
      if (problem) return err(problem);
      if (file.offsetBytes() === record.lengthBytes) digest = file.digest();
    } finally {
      await file.close();
    }
    if (digest) await finish({ ...record, offsetBytes: record.lengthBytes }, digest);
    const updated = await uploads.get(record.id);
    return updated ? ok(updated) : gone();
  };

  return {
    create: async (input) => {
      if (input.lengthBytes === 0) return err(failure('MEDIA_EMPTY', 'bad-input', 'The file is empty.'));
      await mkdir(folder, { recursive: true });
      const disk = await statfs(folder);
      const freeBytes = disk.bavail * disk.bsize;
      if (input.lengthBytes + SPARE_BYTES > freeBytes) {
        return err(
          failure('NO_SPACE', 'no-space', 'There is not enough free disk space for this file.', {
            freeBytes,
          }),
        );
      }
      const record: UploadRecord = {
        id: newId('upload'),
        fileName: input.fileName,
        lengthBytes: input.lengthBytes,
        offsetBytes: 0,
        state: 'uploading',
        tusMetadata: input.tusMetadata,
        metadata: input.metadata,
        recipeName: input.recipe.name,
        recipe: input.recipe.recipe,
        digest: null,
        assetId: null,
        jobId: null,
        createdAtMs: nowMs(),
        expiresAtMs: nowMs() + EXPIRES_AFTER_MS,
      };
      const file = await open(pathOf(record.id), 'wx');
      await file.sync();
      await file.close();
      await uploads.insert(record);
      return ok(record);
    },

    settle: async (id) => {
      await stopWriter(id);
      return uploads.get(id);
    },

    append: async (id, offsetBytes, body, checksum) => {
      await stopWriter(id);
      const record = await uploads.get(id);
      if (!record) return gone();
      if (record.offsetBytes !== offsetBytes) {
        return err(
          failure('UPLOAD_OFFSET_MISMATCH', 'bad-input', `The upload stands at byte ${record.offsetBytes}.`, {
            offsetBytes: record.offsetBytes,
          }),
        );
      }
      if (record.state === 'complete') return ok(record);
      if (record.expiresAtMs <= nowMs()) {
        return err(failure('UPLOAD_GONE', 'bad-input', 'The upload has expired; start it again.'));
      }
      const { stoppable, stop } = stoppableBody(body);
      const done = write(record, stoppable, checksum);
      const writer = { stop, done: done.catch(() => undefined) };
      writers.set(id, writer);
      try {
        return await done;
      } finally {
        if (writers.get(id) === writer) writers.delete(id);
      }
    },

    look: (id) => uploads.get(id),

    terminate: async (id) => {
      await stopWriter(id);
      const deleted = await uploads.delete(id);
      await rm(pathOf(id), { force: true });
      return deleted;
    },

    recover: async () => {
      for (const record of await uploads.unfinished()) {
        try {
          if (record.digest) await finish(record, record.digest);
          else if (record.offsetBytes === record.lengthBytes) {
            const file = await openUploadFile(pathOf(record.id), record.offsetBytes);
            const digest = file.digest();
            await file.close();
            await finish(record, digest);
          } else if (record.expiresAtMs <= nowMs()) {
            await uploads.delete(record.id);
            await rm(pathOf(record.id), { force: true });
          }
        } catch (error) {
          log.error({ err: error, uploadId: record.id }, 'an upload could not be taken up again');
        }
      }
    },
  };
};

/** A body that ends early when another request takes the upload over. */
const stoppableBody = (body: AsyncIterable<Uint8Array>) => {
  const iterator = body[Symbol.asyncIterator]();
  const stopped = Promise.withResolvers<IteratorResult<Uint8Array>>();
  let isStopped = false;
  const stoppable: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => (isStopped ? stopped.promise : Promise.race([iterator.next(), stopped.promise])),
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
  const stop = (): void => {
    isStopped = true;
    stopped.resolve({ done: true, value: undefined });
  };
  return { stoppable, stop };
};

/** An upload as the API shows it. */
export const uploadView = (record: UploadRecord): Upload => ({
  id: record.id,
  fileName: record.fileName,
  lengthBytes: record.lengthBytes,
  offsetBytes: record.offsetBytes,
  state: record.state,
  digest: record.state === 'complete' ? record.digest : null,
  assetId: record.assetId,
  jobId: record.jobId,
  createdAt: new Date(record.createdAtMs).toISOString(),
  expiresAt: new Date(record.expiresAtMs).toISOString(),
});
