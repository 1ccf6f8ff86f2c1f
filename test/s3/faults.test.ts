import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { openS3BlobStore, openS3PartStore, sweepOrphanedParts } from '@reelmill/adapters';
import { describe, expect, inject, it } from 'vitest';
import { listMultipartUploads } from '../../packages/adapters/src/blobs/s3/list-objects.ts';
import { copyObject } from '../../packages/adapters/src/blobs/s3/presigned-copy.ts';
import { putLocalFile } from '../../packages/adapters/src/blobs/s3/put-object.ts';
import { type Bucket, keyOf, openBucket } from '../../packages/adapters/src/blobs/s3/s3-bucket.ts';
import { openS3Proxy, type S3Fault, type S3Operation } from '../rig/s3-proxy.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** The smallest that S3 takes in two parts. */
const PART_BYTES = 5 << 20;
const large = randomBytes(PART_BYTES + 1);
const small = randomBytes(300_000);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const TOMORROW_MS = Date.now() + 25 * 3600_000;

/** An empty part of the bucket, as it is and through a bad line. */
const open = async (faultOf: (operation: S3Operation) => S3Fault | undefined, idleMs = 30_000) => {
  const [folder, prefix] = [await tempFolder(), `${randomUUID()}/`];
  const proxy = await openS3Proxy(inject('s3').endpoint, faultOf);
  const options = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 };
  const badLine = { ...options, endpoint: proxy.endpoint, idleMs };
  return {
    ...{ folder, requests: proxy.requests },
    sound: openBucket(options),
    bucket: openBucket(badLine),
    soundBlobs: await openS3BlobStore({ ...options, cacheFolder: join(folder, 'sound') }),
    blobs: await openS3BlobStore({ ...badLine, cacheFolder: join(folder, 'cache') }),
    parts: openS3PartStore(badLine),
  };
};
type Store = Awaited<ReturnType<typeof open>>;

const put = (bucket: Bucket, Key: string, Body: Uint8Array) =>
  bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body, ContentLength: Body.length }));
const openUpload = async (bucket: Bucket, Key: string) =>
  (await bucket.client.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key }))).UploadId ?? '';

/** What there is to be done with each operation: prepared on a sound line, done on the bad one, then looked at. */
const putInParts = async ({ bucket, soundBlobs, folder }: Store) => {
  const path = join(folder, 'large');
  await writeFile(path, large);
  return {
    act: () => putLocalFile(bucket, sha256(large), path, large.length, PART_BYTES),
    isDone: async () => sha256(await buffer(soundBlobs.read(sha256(large)))) === sha256(large),
  };
};
const sweep = async ({ sound, bucket }: Store) => {
  await openUpload(sound, `${sound.prefix}left`);
  return {
    act: () => sweepOrphanedParts(bucket, TOMORROW_MS),
    isDone: async () => (await sweepOrphanedParts(sound, TOMORROW_MS)) === 0,
  };
};
const copy = (copyBytes: number) => async (store: Store) => {
  const from = `${store.sound.prefix}uploads/upload_a`;
  await put(store.sound, from, large);
  const to = keyOf(store.sound, sha256(large));
  return {
    act: () => copyObject(store.bucket, from, to, large.length, copyBytes),
    isDone: async () => sha256(await buffer(store.soundBlobs.read(sha256(large)))) === sha256(large),
  };
};
const blobThere = (act: (store: Store, digest: string) => Promise<unknown>) => async (store: Store) => {
  const { digest } = await store.soundBlobs.putBytes(small);
  let answered: unknown;
  return {
    act: async () => {
      answered = await act(store, digest);
    },
    isDone: async () => answered === true,
  };
};

const TASKS: Readonly<
  Record<
    S3Operation,
    (store: Store) => Promise<{ act: () => Promise<unknown>; isDone: () => Promise<boolean> }>
  >
> = {
  CreateMultipartUpload: putInParts,
  UploadPart: putInParts,
  CompleteMultipartUpload: putInParts,
  AbortMultipartUpload: sweep,
  ListMultipartUploads: sweep,
  CopyObject: copy(2 * PART_BYTES),
  UploadPartCopy: copy(PART_BYTES),
  PutObject: async ({ blobs, soundBlobs }) => ({
    act: () => blobs.putBytes(small),
    isDone: async () => (await buffer(soundBlobs.read(sha256(small)))).equals(small),
  }),
  HeadObject: blobThere(async ({ blobs }, digest) => (await blobs.stat(digest))?.sizeBytes === small.length),
  GetObject: blobThere(async ({ blobs }, digest) => (await buffer(blobs.read(digest))).equals(small)),
  ListObjects: blobThere(async ({ blobs }, digest) => {
    for await (const blob of blobs.list()) return blob.digest === digest;
    return false;
  }),
  DeleteObject: blobThere(async ({ blobs, soundBlobs }, digest) => {
    await blobs.delete(digest);
    return (await soundBlobs.stat(digest)) === undefined;
  }),
  ListParts: async ({ sound, parts }) => {
    const handle = await openUpload(sound, `${sound.prefix}uploads/upload_b`);
    const part = { Bucket: sound.name, Key: `${sound.prefix}uploads/upload_b`, UploadId: handle };
    await sound.client.send(
      new UploadPartCommand({ ...part, PartNumber: 1, Body: small, ContentLength: small.length }),
    );
    const upload = { id: 'upload_b', handle, sizeBytes: small.length, partBytes: PART_BYTES };
    let kept: readonly { readonly sizeBytes: number }[] = [];
    return {
      act: async () => {
        kept = await parts.parts(upload);
      },
      isDone: async () => kept.length === 1 && kept[0]?.sizeBytes === small.length,
    };
  },
};
const ALL = Object.keys(TASKS) as S3Operation[];

/** Where a fault can happen at all. */
const OPERATIONS_OF: Readonly<Record<S3Fault, readonly S3Operation[]>> = {
  'error-500': ALL,
  'slow-down': ALL,
  reset: ALL,
  slow: ALL,
  silent: ALL,
  'lost-reply': ALL,
  'error-in-200': ['CompleteMultipartUpload', 'CopyObject', 'UploadPartCopy'],
  truncated: ['GetObject', 'ListObjects', 'ListMultipartUploads', 'ListParts'],
};
const FAULTS = Object.keys(OPERATIONS_OF) as S3Fault[];

const openParts = async ({ sound }: Store): Promise<readonly string[]> => {
  const keys = [];
  for await (const { key } of listMultipartUploads(sound, sound.prefix)) keys.push(key);
  return keys;
};

/** Meets the fault `times` times where it is due. */
const tryWith = async (fault: S3Fault, operation: S3Operation, times: number) => {
  let met = 0;
  const store = await open(
    (asked) => {
      if (asked !== operation || met >= times) return undefined;
      met += 1;
      return fault;
    },
    fault === 'silent' ? 700 : undefined,
  );
  const { act, isDone } = await TASKS[operation](store);
  const error = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const asked = store.requests.filter((request) => request.operation === operation).length;
  return { store, operation, met, asked, error, isDone };
};

describe('an object store that fails once', () => {
  it.each(FAULTS)('with %s, whatever it is asked for, does it all the same', async (fault) => {
    const tried = await Promise.all(OPERATIONS_OF[fault].map((operation) => tryWith(fault, operation, 1)));
    for (const { operation, met, error, isDone, store } of tried) {
      // Begun by a request whose answer nobody heard, it has a name that only the sweep finds.
      await sweepOrphanedParts(store.sound, TOMORROW_MS);
      const left = (await openParts(store)).filter((key) => !key.includes('/uploads/'));
      expect({ operation, met, error, isDone: !error && (await isDone()), left }).toEqual({
        ...{ operation, met: 1, error: undefined, isDone: true, left: [] },
      });
    }
  });
});

/** Both parts are on their way at once; a body of which half arrives each time is gone on with while it brings anything. */
const mostAsked = (fault: S3Fault, operation: S3Operation): number => {
  if (operation === 'UploadPart') return 10;
  return fault === 'truncated' ? 32 : 5;
};

describe('an object store that goes on failing', () => {
  // Told to slow down it waits longer between the same tries.
  const lasting = FAULTS.filter((fault) => fault !== 'slow' && fault !== 'slow-down');
  it.each(lasting)('with %s is given up after some tries, and nothing half done is there', async (fault) => {
    const tried = await Promise.all(
      OPERATIONS_OF[fault].map((operation) => tryWith(fault, operation, Number.POSITIVE_INFINITY)),
    );
    for (const { operation, asked, error, store } of tried) {
      expect({ operation, error }).toEqual({ operation, error: expect.any(Error) });
      expect(asked, operation).toBeLessThanOrEqual(mostAsked(fault, operation));
      await sweepOrphanedParts(store.sound, TOMORROW_MS);
      for await (const { digest, sizeBytes } of store.soundBlobs.list())
        expect([digest, sizeBytes]).toEqual(
          sizeBytes === small.length ? [sha256(small), small.length] : [sha256(large), large.length],
        );
      for (const key of await openParts(store)) expect(key).toContain('/uploads/');
    }
  });
});
