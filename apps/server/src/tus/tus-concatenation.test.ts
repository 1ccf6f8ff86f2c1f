import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload } from 'tus-js-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { patch, tus, tusMetadata } from '../testing/tus-client.ts';

let folder: string;
let server: ServerUnderTest;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
});

const create = (headers: Readonly<Record<string, string>>) =>
  tus(`${server.url}/api/v1/uploads`, { method: 'POST', headers });
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const assets = async () =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 9, offset: 0 })).items;

/** Path of a part that holds this. */
const part = async (text: string, sent = text): Promise<string> => {
  const answer = await create({ 'upload-concat': 'partial', 'upload-length': String(text.length) });
  const path = answer.headers.location as string;
  await patch(`${server.url}${path}`, 0, sent);
  return path;
};
const putTogether = (...paths: readonly string[]) =>
  create({
    'upload-concat': `final;${paths.join(' ')}`,
    'upload-metadata': tusMetadata({ filename: 'whole.mp4' }),
  });

describe('concatenation', () => {
  it('makes one asset of the parts in the order named, and leaves nothing of them', async () => {
    const [second, first] = [await part('world'), await part('hello ')];
    expect(await assets()).toEqual([]);
    const answer = await putTogether(first, second);
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '11' } });
    const url = `${server.url}${answer.headers.location}`;
    expect(await (await fetch(url)).json()).toMatchObject({
      state: 'complete',
      fileName: 'whole.mp4',
      digest: sha256('hello world'),
    });
    expect((await assets()).map((asset) => asset.source.digest)).toEqual([sha256('hello world')]);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
    expect((await tus(`${server.url}${first}`, { method: 'HEAD' })).status).toBe(404);
  });

  it('of a part that is not whole makes nothing, and leaves the part', async () => {
    const path = await part('abc', 'ab');
    const files = await filesIn(server.uploadsFolder);
    expect((await putTogether(path)).status).toBe(409);
    expect(await assets()).toEqual([]);
    expect(await filesIn(server.uploadsFolder)).toEqual(files);
  });

  it('goes on putting together after the server died in the middle of it', async () => {
    const [first, second] = [await part('hello '), await part('world')];
    const ids = [first, second].map((path) => path.split('/').at(-1) ?? '');
    const answer = await create({ 'upload-defer-length': '1' });
    const id = (answer.headers.location as string).split('/').at(-1) ?? '';
    // As a crash leaves it: the row is there, and some of the bytes.
    await patch(`${server.url}${answer.headers.location}`, 0, 'hell');
    await server.engine.store.direct.uploads.update(id, { parts: ids, lengthBytes: 11 });
    await server.close();
    server = await openServer(folder);
    expect((await assets()).map((asset) => asset.source.digest)).toEqual([sha256('hello world')]);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('lets tus-js-client send one file over several connections, and one of unknown length', async () => {
    const bytes = randomBytes(3_000_017);
    const send = (file: Buffer | Readable, options: object) => {
      const ended = Promise.withResolvers<void>();
      new Upload(file, {
        endpoint: `${server.url}/api/v1/uploads`,
        chunkSize: 400_000,
        retryDelays: null,
        ...options,
        onSuccess: () => ended.resolve(),
        onError: ended.reject,
      }).start();
      return ended.promise;
    };
    await send(bytes, { parallelUploads: 3, metadata: { filename: 'parallel.mp4' } });
    expect((await assets())[0]).toMatchObject({ name: 'parallel.mp4', source: { digest: sha256(bytes) } });
    await send(Readable.from([bytes, Buffer.from('more')]), {
      uploadLengthDeferred: true,
      metadata: { filename: 'stream.mp4' },
    });
    expect((await assets())[0]).toMatchObject({
      name: 'stream.mp4',
      source: { digest: sha256(Buffer.concat([bytes, Buffer.from('more')])) },
    });
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });
});
