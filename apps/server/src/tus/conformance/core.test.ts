import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { offsetOf, patch, tus } from '../../testing/tus-client.ts';
import { CHUNK, useSharedServer } from './shared-server.ts';

/** tus 1.0.0, "Core Protocol" (https://tus.io/protocols/resumable-upload): each case is one sentence of it. */

const { collection, create, head, server, started } = useSharedServer();
const tenBytes = () => started({ 'upload-length': '10' });

describe('OPTIONS', () => {
  it.each([
    ['without a version', {}],
    ['whatever version the client names', { 'tus-resumable': '0.2.2' }],
  ])('says what the server can do, %s', async (_when, headers) => {
    const answer = await fetch(collection(), { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension':
        'creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,concatenation',
      'tus-checksum-algorithm': 'sha1,sha256,crc32',
    });
  });

  it('answers for an upload as for all of them', async () => {
    const answer = await fetch(await tenBytes(), { method: 'OPTIONS' });
    expect([answer.status, answer.headers.get('tus-version')]).toEqual([204, '1.0.0']);
  });
});

describe('Tus-Resumable', () => {
  it.each(['0.2.2', '1.0', '2.0.0', ''])('of "%s" is answered with 412 and Tus-Version', async (version) => {
    const url = await tenBytes();
    for (const [address, method] of [
      [collection(), 'POST'],
      [url, 'HEAD'],
      [url, 'PATCH'],
      [url, 'DELETE'],
    ] as const) {
      const headers = { 'tus-resumable': version, 'upload-length': '3', 'upload-offset': '0', ...CHUNK };
      const answer = await tus(address, { method, headers, ...(method === 'PATCH' ? { body: 'abc' } : {}) });
      expect([method, answer.status, answer.headers['tus-version']]).toEqual([method, 412, '1.0.0']);
    }
    expect(await offsetOf(url)).toBe(0);
  });

  it('must be there', async () => {
    const answer = await fetch(collection(), { method: 'POST', headers: { 'upload-length': '3' } });
    expect([answer.status, answer.headers.get('tus-version')]).toEqual([412, '1.0.0']);
  });

  it('is in every answer, also in refusals', async () => {
    const url = await tenBytes();
    const answers = [
      await create({ 'upload-length': '3' }),
      await create({}),
      await head(url),
      await head(`${url}x`),
      await patch(url, 0, 'abc'),
      await patch(url, 9, 'abc'),
      await tus(url, { method: 'POST' }),
      await tus(url, { method: 'DELETE' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 400, 200, 404, 204, 409, 405, 204]);
    expect(answers.map(({ headers }) => headers['tus-resumable'])).toEqual(answers.map(() => '1.0.0'));
  });
});

describe('HEAD', () => {
  it('says 0 of an upload that has nothing yet, and how long it will be', async () => {
    const answer = await head(await tenBytes());
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'upload-offset': '0', 'upload-length': '10' },
      text: '',
    });
  });

  it('says how far the bytes reach, and the whole length of a finished one', async () => {
    const url = await tenBytes();
    await patch(url, 0, 'abc');
    expect((await head(url)).headers['upload-offset']).toBe('3');
    await patch(url, 3, 'defghij');
    expect((await head(url)).headers).toMatchObject({ 'upload-offset': '10', 'upload-length': '10' });
  });

  it('is never cached', async () => {
    expect((await head(await tenBytes())).headers['cache-control']).toBe('no-store');
  });

  it.each(['upload_AAAAAAAAAAAAAAAAAAAAAA', 'nope', '..%2f..%2fetc', '%00'])(
    'finds nothing at "%s", and tells no offset of it',
    async (id) => {
      const answer = await head(`${collection()}/${id}`);
      expect([answer.status, answer.headers['upload-offset']]).toEqual([404, undefined]);
    },
  );
});

describe('PATCH', () => {
  it('appends, and answers 204 with the offset after it', async () => {
    const url = await tenBytes();
    expect(await patch(url, 0, 'abc')).toMatchObject({
      status: 204,
      headers: { 'upload-offset': '3' },
      text: '',
    });
    expect(await patch(url, 3, 'defg')).toMatchObject({ status: 204, headers: { 'upload-offset': '7' } });
  });

  it.each([0, 2, 4, 10])('at %i where 3 is next is answered with 409, and nothing counts', async (offset) => {
    const url = await tenBytes();
    await patch(url, 0, 'abc');
    const answer = await patch(url, offset, 'x');
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'UPLOAD_OFFSET_MISMATCH',
      details: { offsetBytes: 3 },
    });
    expect(await offsetOf(url)).toBe(3);
  });

  it.each(['5abc', '-1', '', '+0', '1e1', '0, 0', '99999999999999999999'])(
    'with the offset "%s" is answered with 400',
    async (offset) => {
      const url = await tenBytes();
      expect((await patch(url, 0, 'abc', { 'upload-offset': offset })).status).toBe(400);
      expect(await offsetOf(url)).toBe(0);
    },
  );

  it('without an offset is answered with 400', async () => {
    const url = await tenBytes();
    expect((await tus(url, { method: 'PATCH', headers: CHUNK, body: 'abc' })).status).toBe(400);
    expect(await offsetOf(url)).toBe(0);
  });

  it.each(['application/json', 'video/mp4', 'text/plain', 'application/octet-stream', ''])(
    'of the type "%s" is answered with 415',
    async (type) => {
      const url = await tenBytes();
      expect((await patch(url, 0, '{}', { 'content-type': type })).status).toBe(415);
      expect(await offsetOf(url)).toBe(0);
    },
  );

  it('takes its type in any case and with parameters', async () => {
    const url = await tenBytes();
    const type = 'Application/Offset+Octet-Stream; charset=binary';
    expect((await patch(url, 0, 'abc', { 'content-type': type })).status).toBe(204);
  });

  it('takes a body whose length nobody told', async () => {
    const url = await tenBytes();
    expect((await patch(url, 0, 'abc', { 'transfer-encoding': 'chunked' })).headers['upload-offset']).toBe(
      '3',
    );
  });

  it('beyond the end is answered with 413, and nothing counts, however it is sent', async () => {
    const url = await tenBytes();
    await patch(url, 0, 'abcdefgh');
    expect((await patch(url, 8, 'ijk')).status).toBe(413);
    expect((await patch(url, 8, 'ijk', { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(await offsetOf(url)).toBe(8);
  });

  it('takes nothing for what it is, before the end and after it', async () => {
    const url = await started({ 'upload-length': '3' });
    expect(await patch(url, 0, '')).toMatchObject({ status: 204, headers: { 'upload-offset': '0' } });
    await patch(url, 0, 'abc');
    expect(await patch(url, 3, '')).toMatchObject({ status: 204, headers: { 'upload-offset': '3' } });
    expect((await patch(url, 3, 'd')).status).toBe(413);
  });

  it('finds nothing to append to at an unknown address', async () => {
    expect((await patch(`${collection()}/upload_AAAAAAAAAAAAAAAAAAAAAA`, 0, 'abc')).status).toBe(404);
  });
});

describe('X-HTTP-Method-Override', () => {
  const as = (method: string, url: string, ask: { headers?: Record<string, string>; body?: string } = {}) =>
    tus(url, { method: 'POST', ...ask, headers: { 'x-http-method-override': method, ...ask.headers } });

  it('stands for PATCH, HEAD and DELETE', async () => {
    const url = await tenBytes();
    const sent = await as('PATCH', url, { headers: { ...CHUNK, 'upload-offset': '0' }, body: 'ab' });
    expect(sent).toMatchObject({ status: 204, headers: { 'upload-offset': '2' } });
    expect(await as('HEAD', url)).toMatchObject({ status: 200, headers: { 'upload-offset': '2' } });
    expect((await as('delete', url)).status).toBe(204);
    expect((await head(url)).status).toBe(404);
  });

  it.each(['PUT', 'GET', ''])('of "%s" is answered with 405', async (method) => {
    expect((await as(method, await tenBytes())).status).toBe(405);
  });
});

describe('eight at the same offset', () => {
  it('are never mixed: what counts is of one of them, and the others hear so', async () => {
    const url = await started({ 'upload-length': '50001' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, writer) => patch(url, 0, Buffer.alloc(50_000, writer + 1))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(204);
    expect(statuses.every((status) => [204, 409, 423].includes(status))).toBe(true);
    const reached = await offsetOf(url);
    await patch(url, reached, Buffer.alloc(50_001 - reached));
    const { digest } = (await (await fetch(url)).json()) as { digest: string };
    const stored = await buffer(server().blobs.read(digest));
    expect(new Set(stored.subarray(0, reached)).size).toBe(1);
  });
});
