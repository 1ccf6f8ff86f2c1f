import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3BlobStore, sweepOrphanedParts } from '@reelmill/adapters';
import { describeBlobStoreConformance } from '@reelmill/engine/conformance';
import { describe, expect, inject, it, onTestFinished } from 'vitest';

const server = inject('s3');

/** A store of its own inside the server: every case starts empty. */
const openStore = async (root: string, prefix: string, cacheBytes = 1e9) =>
  openS3BlobStore({
    ...server,
    ...{ region: 'default', forcePathStyle: true, prefix, cacheBytes },
    cacheFolder: join(root, 'cache'),
  });

describeBlobStoreConformance('S3', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reelmill-s3-blobs-'));
  const prefix = `${randomUUID()}/`;
  return {
    blobs: await openStore(root, prefix),
    workFolder: root,
    givesAddresses: true,
    reopen: () => openStore(root, prefix),
    close: () => rm(root, { recursive: true, force: true }),
  };
});

describe('blobs in an S3 store', () => {
  const open = async (cacheBytes?: number) => {
    const root = await mkdtemp(join(tmpdir(), 'reelmill-s3-blobs-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    return { root, blobs: await openStore(root, `${randomUUID()}/`, cacheBytes) };
  };
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('sends large files in parts, and reads any range of them', async () => {
    const { root, blobs } = await open();
    const bytes = randomBytes(17_000_001);
    const path = join(root, 'large');
    await writeFile(path, bytes);
    await blobs.putFile(path, sha256(bytes));
    const range = { start: 16_777_210, end: 16_777_230 };
    expect(
      (await buffer(blobs.read(sha256(bytes), range))).equals(bytes.subarray(16_777_210, 16_777_231)),
    ).toBe(true);
    expect(sha256(await buffer(blobs.read(sha256(bytes))))).toBe(sha256(bytes));
  });

  it('fetches a local copy once, checks it, and fetches it again when it is gone', async () => {
    const { root, blobs } = await open();
    const bytes = randomBytes(1000);
    const { digest } = await blobs.putBytes(bytes);
    const [path = '', same] = await Promise.all([blobs.localPath(digest), blobs.localPath(digest)]);
    expect(same).toBe(path);
    expect((await readFile(path)).equals(bytes)).toBe(true);
    await rm(path);
    expect(await readFile((await blobs.localPath(digest)) ?? '')).toEqual(bytes);
    await blobs.delete(digest);
    expect((await readdir(join(root, 'cache'))).filter((name) => name !== 'tmp')).toEqual([]);
  });

  it('refuses a copy that is not what was stored', async () => {
    const { root, blobs } = await open();
    const path = join(root, 'file');
    await writeFile(path, 'other bytes');
    const digest = sha256(Buffer.from('these bytes'));
    await blobs.putFile(path, digest);
    const copy = (await blobs.localPath(digest)) ?? '';
    await truncate(copy, 0).catch(() => undefined);
    await rm(copy, { force: true });
    await expect(blobs.localPath(digest)).rejects.toMatchObject({ code: 'EIO' });
    expect(await readdir(join(root, 'cache', 'tmp'))).toEqual([]);
  });

  it('gives up the parts of uploads that nobody finishes', async () => {
    const { endpoint, bucket, ...credentials } = server;
    const client = new S3Client({ endpoint, region: 'default', forcePathStyle: true, credentials });
    const prefix = `${randomUUID()}/`;
    await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: `${prefix}left` }));
    const own = { client, name: bucket, prefix };
    expect(await sweepOrphanedParts(own, Date.now())).toBe(0);
    expect(await sweepOrphanedParts(own, Date.now() + 25 * 3600_000)).toBe(1);
    expect(await sweepOrphanedParts(own, Date.now() + 25 * 3600_000)).toBe(0);
    client.destroy();
  });

  it('says in the words of a file system that the store cannot be reached', async () => {
    const { root } = await open();
    const away = await openS3BlobStore({
      ...server,
      ...{ endpoint: 'http://127.0.0.1:1', region: 'default', forcePathStyle: true },
      ...{ cacheFolder: join(root, 'away'), cacheBytes: 1e9 },
    });
    await expect(away.stat(sha256(Buffer.from('x')))).rejects.toMatchObject({ code: 'EREMOTEIO' });
    await expect(away.putBytes(Buffer.from('x'))).rejects.toMatchObject({ code: 'EREMOTEIO' });
  });
});
