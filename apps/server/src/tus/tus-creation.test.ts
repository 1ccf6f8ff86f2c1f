import { beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { startUpload, tus, tusMetadata } from '../testing/tus-client.ts';

let server: ServerUnderTest;
let uploads: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  uploads = `${server.url}/api/v1/uploads`;
});

const create = (headers: Readonly<Record<string, string>>, body?: string) =>
  tus(uploads, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });

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
    ['an unknown way to put together', { 'upload-length': '3', 'upload-concat': 'some' }, 'Upload-Concat'],
    ['putting nothing together', { 'upload-concat': 'final;' }, 'Upload-Concat'],
    [
      'metadata that is not base64',
      { 'upload-length': '3', 'upload-metadata': 'filename ä' },
      'Upload-Metadata',
    ],
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

it('an upload whose first bytes are refused leaves no file', async () => {
  const chunk = { 'content-type': 'application/offset+octet-stream' };
  const checksum = { 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` };
  expect((await create({ ...chunk, 'upload-length': '2' }, 'abc')).status).toBe(413);
  expect((await create({ ...chunk, ...checksum, 'upload-length': '5' }, 'abc')).status).toBe(460);
  expect(await filesIn(server.uploadsFolder)).toEqual([]);
});
