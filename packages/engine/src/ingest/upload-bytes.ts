import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, err, type Failure, ok, type Result } from '@reelmill/core';
import type { UploadRecord } from '../ports/index.ts';
import { type Checksum, receiveBytes } from './receive-bytes.ts';
import { type FileMark, openUploadFile } from './upload-file.ts';

/** What a request adds to an upload, and when to stop taking it. */
export interface Arriving {
  readonly body: AsyncIterable<Uint8Array>;
  readonly checksum?: Checksum | undefined;
  readonly stopped: AbortSignal;
}

/** The files of uploads, one each, and how far their digests are. Only who holds an upload may call these for it. */
export const createUploadBytes = (options: {
  readonly folder: string;
  /** Writes down how far the durable bytes of an upload reach, or says why they may not. */
  readonly keepOffset: (record: UploadRecord, offsetBytes: number) => Promise<Failure | undefined>;
}) => {
  const { folder, keepOffset } = options;
  /** Digests in the making, so that a client that sends small parts does not have all before them read again. */
  const marks = new Map<string, FileMark>();
  const pathOf = (id: string): string => join(folder, id);
  const openAt = ({ id, offsetBytes }: UploadRecord) =>
    openUploadFile(pathOf(id), offsetBytes, marks.get(id));

  return {
    pathOf,

    digestOf: async (record: UploadRecord): Promise<Digest> => {
      const file = await openAt(record);
      const digest = file.digest();
      await file.close();
      return digest;
    },

    /** Appends, and tells the row how far the durable bytes reach. */
    append: async (record: UploadRecord, { body, checksum, stopped }: Arriving): Promise<Result<void>> => {
      const file = await openAt(record);
      try {
        const problem = await receiveBytes(file, body, {
          lengthBytes: record.lengthBytes ?? Number.POSITIVE_INFINITY,
          checksum,
          stopped,
          commit: (offsetBytes) => keepOffset(record, offsetBytes),
        });
        return problem ? err(problem) : ok(undefined);
      } finally {
        marks.set(record.id, file.mark());
        await file.close();
      }
    },

    /** The file moved into the store, or nobody wants it any more. */
    forget: async (id: string): Promise<void> => {
      marks.delete(id);
      await rm(pathOf(id), { force: true });
    },
  };
};
