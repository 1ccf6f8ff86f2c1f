import { describe, expect, it } from 'vitest';
import { fileReaches } from '../../testing/files-in.ts';
import { offsetOf, openPatch, patch, tusMetadata } from '../../testing/tus-client.ts';
import { CHECKSUM_MISMATCH, CHUNK, useSharedServer } from './shared-server.ts';

/** tus 1.0.0, "Creation", "Creation With Upload" and the deferred length. */

const { create, head, server, started } = useSharedServer();
const unfinished = async () => (await server().engine.store.direct.uploads.unfinished()).length;

describe('creation', () => {
  it('answers 201 with an address that is there', async () => {
    const answer = await create({ 'upload-length': '100' });
    expect(answer).toMatchObject({ status: 201, text: '' });
    expect(answer.headers.location).toMatch(/^\/api\/v1\/uploads\/upload_[\w-]{22}$/);
    expect((await head(`${server().url}${answer.headers.location}`)).headers['upload-length']).toBe('100');
  });

  it('gives every upload an address of its own', async () => {
    const urls = await Promise.all(Array.from({ length: 20 }, () => started({ 'upload-length': '3' })));
    expect(new Set(urls).size).toBe(20);
  });

  it.each([
    ['no length', {}],
    ['a length that is no number', { 'upload-length': '5abc' }],
    ['a negative length', { 'upload-length': '-1' }],
    ['a length beyond counting', { 'upload-length': '99999999999999999999' }],
    ['a length deferred by anything but 1', { 'upload-defer-length': '2' }],
    ['a length that is both told and deferred', { 'upload-length': '3', 'upload-defer-length': '1' }],
    ['an unknown way to put together', { 'upload-length': '3', 'upload-concat': 'some' }],
  ])('refuses %s with 400, and makes nothing', async (_what, headers) => {
    const before = await unfinished();
    expect((await create(headers)).status).toBe(400);
    expect(await unfinished()).toBe(before);
  });
});

describe('Upload-Metadata', () => {
  it.each([
    ['words of any language', tusMetadata({ filename: 'Größe 1 映画.mp4', filetype: 'video/mp4' })],
    ['a key without a value', 'is_confidential'],
    ['a key with an empty value and its space', 'is_confidential ,filename YQ=='],
    ['keys that mean nothing to this server', tusMetadata({ relativePath: 'null', 'x-y.z': '1' })],
    ['values without padding', 'filename YWI'],
    ['spaces behind commas', 'filename YQ==, filetype dmlkZW8vbXA0'],
  ])('with %s comes back as it was sent', async (_what, metadata) => {
    const url = await started({ 'upload-length': '3', 'upload-metadata': metadata });
    expect((await head(url)).headers['upload-metadata']).toBe(metadata.trim());
  });

  it.each([
    ['a value that is not base64', 'filename ä'],
    ['a value in two pieces', 'filename YQ== YQ=='],
    ['a key twice', 'a YQ==,a YQ=='],
    ['an empty key', 'a YQ==,,b YQ=='],
  ])('with %s is answered with 400', async (_what, metadata) => {
    expect((await create({ 'upload-length': '3', 'upload-metadata': metadata })).status).toBe(400);
  });

  it('may be empty, and is not told then', async () => {
    const url = await started({ 'upload-length': '3', 'upload-metadata': '' });
    expect((await head(url)).headers['upload-metadata']).toBeUndefined();
  });
});

describe('creation-with-upload', () => {
  it('takes the first bytes', async () => {
    const answer = await create({ ...CHUNK, 'upload-length': '5' }, 'abc');
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '3' } });
    expect(await offsetOf(`${server().url}${answer.headers.location}`)).toBe(3);
  });

  it('takes all of them, and expires no more', async () => {
    const answer = await create({ ...CHUNK, 'upload-length': '3' }, 'abc');
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '3' } });
    expect(answer.headers['upload-expires']).toBeUndefined();
  });

  it('takes the first bytes of a length that follows', async () => {
    const answer = await create({ ...CHUNK, 'upload-defer-length': '1' }, 'abc');
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '3' } });
  });

  it.each([
    ['too many bytes', 413, { ...CHUNK, 'upload-length': '2' }],
    ['another type', 415, { 'content-type': 'video/mp4', 'upload-length': '5' }],
    ['no type', 415, { 'upload-length': '5' }],
    [
      'a checksum that differs',
      CHECKSUM_MISMATCH,
      { ...CHUNK, 'upload-length': '5', 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` },
    ],
  ])('of %s is answered with %i and makes nothing', async (_what, status, headers) => {
    const before = await unfinished();
    const answer = await create(headers, 'abc');
    expect([answer.status, answer.headers.location]).toEqual([status, undefined]);
    expect(await unfinished()).toBe(before);
  });
});

describe('creation-defer-length', () => {
  const deferred = () => started({ 'upload-defer-length': '1' });

  it('is told by HEAD for as long as it lasts', async () => {
    const url = await deferred();
    await patch(url, 0, 'abc');
    const before = (await head(url)).headers;
    expect(before).toMatchObject({ 'upload-defer-length': '1', 'upload-offset': '3' });
    expect(before['upload-length']).toBeUndefined();
    await patch(url, 3, '', { 'upload-length': '5' });
    const after = (await head(url)).headers;
    expect(after).toMatchObject({ 'upload-length': '5', 'upload-offset': '3' });
    expect(after['upload-defer-length']).toBeUndefined();
  });

  it.each([
    ['with the last bytes', 'de', '5'],
    ['with no bytes at all', '', '3'],
  ])('ends when the length is told %s', async (_when, last, length) => {
    const url = await deferred();
    await patch(url, 0, 'abc');
    expect(await (await fetch(url)).json()).toMatchObject({ lengthBytes: null, state: 'uploading' });
    expect((await patch(url, 3, last, { 'upload-length': length })).status).toBe(204);
    expect(await (await fetch(url)).json()).toMatchObject({ lengthBytes: Number(length), state: 'complete' });
  });

  it('refuses a file that turns out empty, with a sentence', async () => {
    const answer = await patch(await deferred(), 0, '', { 'upload-length': '0' });
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([422, 'MEDIA_EMPTY']);
  });

  it('holds to the length it was told', async () => {
    const url = await deferred();
    expect((await patch(url, 0, 'ab', { 'upload-length': '4' })).status).toBe(204);
    expect((await patch(url, 2, 'cde')).status).toBe(413);
    expect((await patch(url, 2, 'cd', { 'upload-length': '4' })).status).toBe(204);
  });

  it.each([
    ['shorter than what was sent', '2', {}],
    ['another than before', '9', { 'upload-length': '8' }],
  ])('refuses a length that is %s with 400', async (_what, length, before) => {
    const url = await deferred();
    await patch(url, 0, 'abc', before);
    expect((await patch(url, 3, 'd', { 'upload-length': length })).status).toBe(400);
    expect(await offsetOf(url)).toBe(3);
  });

  it('lets no PATCH tell another length than the creation did', async () => {
    const url = await started({ 'upload-length': '10' });
    expect((await patch(url, 0, 'abc', { 'upload-length': '11' })).status).toBe(400);
    expect(await offsetOf(url)).toBe(0);
  });

  it('keeps what arrived of a body that broke off, though nobody knows how long it was', async () => {
    const url = await deferred();
    const part = openPatch(url, 0, undefined);
    await part.send(Buffer.from('abc'));
    await fileReaches(server().uploadsFolder, url.split('/').at(-1) ?? '', 3);
    part.breakOff();
    expect(await offsetOf(url)).toBe(3);
  });
});
