import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBlobStoreConformance } from '@reelmill/engine/conformance';
import { openDiskBlobStore } from './open-disk-blob-store.ts';

describeBlobStoreConformance('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reelmill-blobs-'));
  const folder = join(root, 'blobs');
  return {
    blobs: await openDiskBlobStore({ folder }),
    workFolder: root,
    reopen: () => openDiskBlobStore({ folder }),
    close: () => rm(root, { recursive: true, force: true }),
  };
});
