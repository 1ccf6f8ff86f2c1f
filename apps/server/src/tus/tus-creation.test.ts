import { beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { offsetOf, startUpload, tus, tusMetadata } from '../testing/tus-client.ts';

let server: ServerUnderTest;
let uploads: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  uploads = `${server.url}/api/v1/uploads`;
});

const create = (headers: Readonly<Record<string, string>>, body?: string) =>
  tus(uploads, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });

describe('tus core', () => {
  it('says what it can do without a version', async () => {
    const answer = await fetch(uploads, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'tus-resumable': '1.0.0',
      'tus-version': '1.0.0',
      'tus-extension':
        'creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,concatenation',
      'tus-checksum-algorithm': 'sha1,sha256,crc32',
    });
  });

  it.each(['0.2.2', ''])('refuses version "%s" with 412 and tells its own', async (version) => {
    const url = await startUpload(server.url, 3);
    for (const [address, method] of [
      [uploads, 'POST'] as const,
      [url, 'HEAD'],
      [url, 'PATCH'],
      [url, 'DELETE'],
    ]) {
      const answer = await tus(address, {
        method,
        headers: { 'tus-resumable': version, 'upload-length': '3' },
      });
      expect(answer.status).toBe(412);
      expect(answer.headers['tus-version']).toBe('1.0.0');
    }
  });

  it('has nothing at an unknown or malformed id', async () => {
    for (const id of ['upload_AAAAAAAAAAAAAAAAAAAAAA', 'nope', '..%2f..%2fetc', '%00']) {
      for (const method of ['HEAD', 'DELETE']) {
        expect((await tus(`${uploads}/${id}`, { method })).status).toBe(404);
      }
      expect((await fetch(`${uploads}/${id}`)).status).toBe(404);
    }
  });

  it('never lets an upload be cached', async () => {
    const url = await startUpload(server.url, 3);
    expect((await tus(url, { method: 'HEAD' })).headers['cache-control']).toBe('no-store');
    expect((await fetch(url)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('creation', () => {
  it('gives an address relative to the server, an expiry, and echoes the metadata', async () => {
    const metadata = `${tusMetadata({ filename: 'Größe 1.mp4', filetype: 'video/mp4' })},is_confidential`;
    const answer = await create({ 'upload-length': '100', 'upload-metadata': metadata });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toMatch(/^\/api\/v1\/uploads\/upload_[\w-]{22}$/);
    expect(Date.parse(answer.headers['upload-expires'] as string)).toBeGreaterThan(Date.now());
    const url = `${server.url}${answer.headers.location}`;
    const head = await tus(url, { method: 'HEAD' });
    expect(head).toMatchObject({
      status: 200,
      headers: { 'upload-length': '100', 'upload-offset': '0', 'upload-metadata': metadata },
    });
    expect(await (await fetch(url)).json()).toMatchObject({
      fileName: 'Größe 1.mp4',
      lengthBytes: 100,
      offsetBytes: 0,
      state: 'uploading',
      digest: null,
      assetId: null,
    });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\films\\a.mp4', 'a.mp4'],
    ['a\r\nb\u0000.mp4', 'ab.mp4'],
    ['', 'untitled'],
    ['x'.repeat(300), 'x'.repeat(255)],
  ])('takes the name %j as data', async (filename, kept) => {
    const url = await startUpload(server.url, 3, { filename });
    expect(await (await fetch(url)).json()).toMatchObject({ fileName: kept });
  });

  it('takes a recipe by name or written out, a priority, and user metadata', async () => {
    const recipe = JSON.stringify({ outputs: [{ kind: 'poster' }] });
    await startUpload(server.url, 3, {
      filename: 'a',
      recipe: 'web-small',
      priority: '-3',
      metadata: '{"show":"S1","take":2}',
    });
    const url = await startUpload(server.url, 3, { filename: 'a', recipe });
    const id = url.split('/').at(-1) ?? '';
    expect(await server.uploads.look(id)).toMatchObject({ recipeName: 'custom', priority: 0 });
    const [first] = await server.engine.store.direct.uploads.unfinished();
    expect(first).toMatchObject({ recipeName: 'web-small', priority: -3, metadata: { show: 'S1', take: 2 } });
  });

  it.each([
    ['no length', {}, 'Upload-Length'],
    ['a length that is no number', { 'upload-length': '5abc' }, 'Upload-Length'],
    ['a negative length', { 'upload-length': '-1' }, 'Upload-Length'],
    ['a length deferred wrongly', { 'upload-defer-length': '2' }, 'Upload-Length'],
    ['an unknown way to put together', { 'upload-length': '3', 'upload-concat': 'some' }, 'Upload-Concat'],
    ['putting nothing together', { 'upload-concat': 'final;' }, 'Upload-Concat'],
    [
      'metadata that is not base64',
      { 'upload-length': '3', 'upload-metadata': 'filename ä' },
      'Upload-Metadata',
    ],
    ['a key twice', { 'upload-length': '3', 'upload-metadata': 'a YQ==,a YQ==' }, 'twice'],
    [
      'an unknown recipe',
      { 'upload-length': '3', 'upload-metadata': tusMetadata({ recipe: 'wbe' }) },
      'web-small',
    ],
    [
      'a priority that is none',
      { 'upload-length': '3', 'upload-metadata': tusMetadata({ priority: '11' }) },
      'from -10 to 10',
    ],
    ['a broken recipe', { 'upload-length': '3', 'upload-metadata': tusMetadata({ recipe: '{' }) }, 'JSON'],
    [
      'a recipe with a bad field',
      { 'upload-length': '3', 'upload-metadata': tusMetadata({ recipe: '{"outputs":[{"kind":"gif"}]}' }) },
      'outputs[0].kind',
    ],
    [
      'metadata that is no JSON',
      { 'upload-length': '3', 'upload-metadata': tusMetadata({ metadata: 'x' }) },
      'JSON',
    ],
    [
      'metadata that is not flat',
      { 'upload-length': '3', 'upload-metadata': tusMetadata({ metadata: '{"a":{}}' }) },
      'metadata',
    ],
  ])('refuses %s with 400 and leaves nothing', async (_what, headers, said) => {
    const answer = await create(headers);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).message).toContain(said);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('refuses an empty file with a sentence', async () => {
    const answer = await create({ 'upload-length': '0' });
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'MEDIA_EMPTY' });
  });

  it('refuses at once what the disk has no room for', async () => {
    const answer = await create({ 'upload-length': String(Number.MAX_SAFE_INTEGER) });
    expect(answer.status).toBe(507);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'NO_SPACE' });
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });
});

describe('creation-with-upload', () => {
  const chunk = { 'content-type': 'application/offset+octet-stream' };

  it('takes the first bytes', async () => {
    const answer = await create({ ...chunk, 'upload-length': '5' }, 'abc');
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '3' } });
    expect(await offsetOf(`${server.url}${answer.headers.location}`)).toBe(3);
  });

  it('takes the whole file', async () => {
    const answer = await create({ ...chunk, 'upload-length': '3' }, 'abc');
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '3' } });
    expect(answer.headers['upload-expires']).toBeUndefined();
    const upload = await (await fetch(`${server.url}${answer.headers.location}`)).json();
    expect(upload).toMatchObject({ state: 'complete', assetId: expect.stringMatching(/^asset_/) });
  });

  it('leaves nothing when the first bytes are refused', async () => {
    const tooMany = await create({ ...chunk, 'upload-length': '2' }, 'abc');
    const badChecksum = await create(
      { ...chunk, 'upload-length': '5', 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` },
      'abc',
    );
    const otherType = await create({ 'content-type': 'video/mp4', 'upload-length': '5' }, 'abc');
    expect([tooMany.status, badChecksum.status, otherType.status]).toEqual([413, 460, 415]);
    expect(tooMany.headers.location).toBeUndefined();
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
    expect(await server.engine.store.direct.uploads.unfinished()).toEqual([]);
  });
});
