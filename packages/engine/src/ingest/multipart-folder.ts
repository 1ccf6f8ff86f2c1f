import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BlobStore,
  crashPoint,
  type KeptPart,
  type PartStore,
  type PartUpload,
} from '../ports/index.ts';
import { sizeOfFile } from './finish-upload.ts';
import { partCount, sizeOfPart } from './multipart-parts.ts';
import { openUploadFile } from './upload-file.ts';

/** Left free for the work that follows. */
const SPARE_BYTES = 64 << 20;
const WHOLE = 'whole';

/**
 * Parts as files `<id>/<number>` of a folder on the blob store's file system. Each goes as soon as the whole has it, so
 * joining takes the room of one part.
 */
export const createPartFolder = (options: {
  readonly folder: string;
  readonly blobs: Pick<BlobStore, 'putFile'>;
}): PartStore => {
  const { folder, blobs } = options;
  const pathOf = (id: string, name: string | number): string => join(folder, id, String(name));
  let sent = 0;

  const partAt = async (id: string, number: number): Promise<KeptPart> => {
    const { size, mtimeNs } = await stat(pathOf(id, number), { bigint: true });
    return { number, sizeBytes: Number(size), etag: `${mtimeNs.toString(36)}-${size.toString(36)}` };
  };
  const numbersOf = async (id: string): Promise<readonly number[]> => {
    const names = await readdir(join(folder, id)).catch(() => []);
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  };

  return {
    open: async (id, sizeBytes) => {
      await mkdir(folder, { recursive: true });
      const disk = await statfs(folder);
      if (sizeBytes + SPARE_BYTES > disk.bavail * disk.bsize) {
        throw Object.assign(new Error('ENOSPC: there is no room for the file'), { code: 'ENOSPC' });
      }
      await mkdir(join(folder, id));
      await syncFolder(folder);
      return id;
    },

    addressOf: async () => undefined,

    put: async (upload, number, body) => {
      sent += 1;
      const arriving = pathOf(upload.id, `${number}.${sent}`);
      const wholeBytes = sizeOfPart(upload, number);
      try {
        const file = await open(arriving, 'wx', 0o600);
        try {
          let written = 0;
          for await (const chunk of body) {
            if (written + chunk.length > wholeBytes) return undefined;
            await file.writeFile(chunk);
            written += chunk.length;
          }
          if (written < wholeBytes) return undefined;
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(arriving, pathOf(upload.id, number));
        await syncFolder(join(folder, upload.id));
        return await partAt(upload.id, number);
      } finally {
        await rm(arriving, { force: true });
      }
    },

    parts: async ({ id }) => {
      const parts: KeptPart[] = [];
      for (const number of await numbersOf(id)) parts.push(await partAt(id, number));
      return parts;
    },

    join: async (upload) => {
      const { id, partBytes } = upload;
      const [first = partCount(upload) + 1] = await numbersOf(id);
      const file = await openUploadFile(
        pathOf(id, WHOLE),
        Math.min((first - 1) * partBytes, upload.sizeBytes),
      );
      try {
        for (let number = first; number <= partCount(upload); number += 1) {
          for await (const chunk of createReadStream(pathOf(id, number))) await file.write(chunk);
          await file.sync();
          await rm(pathOf(id, number));
          crashPoint('multipart.part-joined');
        }
        await syncFolder(join(folder, id));
        return { digest: file.digest(), sizeBytes: file.offsetBytes() };
      } finally {
        await file.close();
      }
    },

    place: async ({ id }: PartUpload, digest) => {
      const whole = pathOf(id, WHOLE);
      if ((await sizeOfFile(whole)) !== undefined) await blobs.putFile(whole, digest);
    },

    discard: (id) => rm(join(folder, id), { recursive: true, force: true }),

    list: async function* () {
      await mkdir(folder, { recursive: true });
      for (const id of await readdir(folder)) {
        const found = await stat(join(folder, id)).catch(() => undefined);
        if (found) yield { id, sinceMs: found.mtimeMs };
      }
    },
  };
};

/** So that the names in it survive a power cut. */
const syncFolder = async (path: string): Promise<void> => {
  const names = await open(path, 'r');
  try {
    await names.sync();
  } finally {
    await names.close();
  }
};
