import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { cuttableBody } from './cuttable-body.ts';

const never = new AbortController().signal;
const text = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(chunks)).toString();

it('gives all of a body that ends by itself', async () => {
  const { chunks, wasCut } = cuttableBody(Readable.from([Buffer.from('ab'), Buffer.from('c')]), never);
  expect(await text(chunks)).toBe('abc');
  expect(wasCut()).toBe(false);
});

it('ends with what arrived when the connection breaks', async () => {
  const broken = async function* () {
    yield Buffer.from('ab');
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  };
  const { chunks, wasCut } = cuttableBody(broken(), never);
  expect(await text(chunks)).toBe('ab');
  expect(wasCut()).toBe(true);
});

it('ends when it is stopped while it waits, and leaves the body usable', async () => {
  const stop = new AbortController();
  const body = new Readable({ read: () => {} });
  body.push('ab');
  const { chunks, wasCut } = cuttableBody(body, stop.signal);
  const iterator = chunks[Symbol.asyncIterator]();
  expect(String((await iterator.next()).value)).toBe('ab');
  const waiting = iterator.next();
  stop.abort();
  expect((await waiting).done).toBe(true);
  expect(wasCut()).toBe(true);
  expect(body.destroyed).toBe(false);
});

it('gives nothing when it was stopped before it began', async () => {
  const { chunks, wasCut } = cuttableBody(Readable.from([Buffer.from('ab')]), AbortSignal.abort());
  expect(await text(chunks)).toBe('');
  expect(wasCut()).toBe(true);
});
