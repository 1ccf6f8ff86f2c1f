import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { UploadSchema } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { patch, tus } from '../testing/tus-client.ts';

let server: ServerUnderTest;
beforeEach(async () => {
  server = await openServer(await tempFolder());
});

const start = async (headers: Readonly<Record<string, string>> = {}): Promise<string> => {
  const answer = await tus(`${server.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { 'upload-defer-length': '1', ...headers },
  });
  expect(answer.status).toBe(201);
  return `${server.url}${answer.headers.location}`;
};
const stateOf = async (url: string) => UploadSchema.parse(await (await fetch(url)).json());
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('creation-defer-length', () => {
  it('takes bytes before the length is known, and says that it is not', async () => {
    const url = await start();
    expect((await patch(url, 0, 'abc')).status).toBe(204);
    const head = await tus(url, { method: 'HEAD' });
    expect(head.headers).toMatchObject({ 'upload-defer-length': '1', 'upload-offset': '3' });
    expect(head.headers['upload-length']).toBeUndefined();
    expect(await stateOf(url)).toMatchObject({ lengthBytes: null, state: 'uploading' });
  });

  it.each([
    ['with the last bytes', 'de', 5],
    ['with no bytes at all', '', 3],
  ])('becomes an asset once the length is told %s', async (_when, last, lengthBytes) => {
    const url = await start();
    await patch(url, 0, 'abc');
    expect((await patch(url, 3, last, { 'upload-length': String(lengthBytes) })).status).toBe(204);
    expect(await stateOf(url)).toMatchObject({
      state: 'complete',
      lengthBytes,
      digest: sha256(`abc${last}`),
      assetId: expect.stringMatching(/^asset_/),
    });
  });

  it('goes on after the length is told, and holds it', async () => {
    const url = await start();
    expect((await patch(url, 0, 'ab', { 'upload-length': '4' })).status).toBe(204);
    expect((await tus(url, { method: 'HEAD' })).headers['upload-length']).toBe('4');
    expect((await patch(url, 2, 'cde')).status).toBe(413);
    expect((await patch(url, 2, 'cd')).status).toBe(204);
    expect(await stateOf(url)).toMatchObject({ state: 'complete', digest: sha256('abcd') });
  });

  it.each([
    ['less than what was sent', '2'],
    ['another length than before', '9'],
  ])('refuses %s', async (what, length) => {
    const url = await start();
    await patch(url, 0, 'abc', what.startsWith('another') ? { 'upload-length': '8' } : {});
    const answer = await patch(url, 3, 'd', { 'upload-length': length });
    expect(answer.status).toBe(400);
    expect((await stateOf(url)).offsetBytes).toBe(3);
  });

  it('refuses a file that turns out empty', async () => {
    const url = await start();
    expect((await patch(url, 0, '', { 'upload-length': '0' })).status).toBe(422);
  });
});

describe('crc32 checksums', () => {
  const sum = (text: string): string => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(text));
    return `crc32 ${bytes.toString('base64')}`;
  };

  it('accept what is right and refuse what is not', async () => {
    const url = await start();
    expect((await patch(url, 0, 'abc', { 'upload-checksum': sum('abd') })).status).toBe(460);
    expect((await patch(url, 0, 'abc', { 'upload-checksum': sum('abc') })).status).toBe(204);
    expect((await patch(url, 3, 'd', { 'upload-checksum': 'crc32 AAAAAAA=' })).status).toBe(400);
    expect((await stateOf(url)).offsetBytes).toBe(3);
  });
});
