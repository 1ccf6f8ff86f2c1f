import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePartStoreConformance } from '../conformance/part-store.ts';
import { createPartFolder } from './multipart-folder.ts';

describePartStoreConformance('a folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reelmill-parts-'));
  const pathOf = (digest: string): string => join(root, 'blobs', digest);
  await mkdir(join(root, 'blobs'));
  const putFile = async (path: string, digest: string) => {
    await rename(path, pathOf(digest));
    return { digest, sizeBytes: 0, storedAtMs: 0 };
  };
  const open = () => createPartFolder({ folder: join(root, 'multipart'), blobs: { putFile } });
  return {
    parts: open(),
    blob: (digest) => readFile(pathOf(digest)).catch(() => undefined),
    reopen: async () => open(),
    close: () => rm(root, { recursive: true }),
  };
});
