import { createHash } from 'node:crypto';
import { ok } from '@reelmill/core';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { holdByLock } from '../browser/hold-by-lock.ts';
import { createCoordinator, type Uploads } from './coordinator.ts';
import type { UploadSource } from './upload-source.ts';
import { createMemoryStorage, type UploadStorage } from './upload-storage.ts';

const fileOf = (text: string, name = 'film.mp4'): UploadSource =>
  new File([text], name, { type: 'video/mp4', lastModified: 1 });
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the pages of one browser share: rows, and a server that never has enough of a file, and keeps the first byte. */
let storage: UploadStorage;
let begun: string[];
let discarded: string[];
let sendingNow: string[];
beforeEach(() => {
  storage = createMemoryStorage();
  begun = [];
  discarded = [];
  sendingNow = [];
});

const openPage = (kept = storage): Uploads => {
  const page = createCoordinator({
    ...{ concurrency: 2, transport: 'tus', storage: kept },
    hash: async (source) =>
      digestOf(Buffer.from(await source.slice(0, source.size).arrayBuffer()).toString()),
    openAgain: async () => undefined,
    courseOf: () => ({
      begin: async ({ files }) => {
        begun.push(files[0]?.sha256 ?? '');
        return ok(`upload ${begun.length}`);
      },
      look: async () => ok({ bytes: 1, received: null }),
      send: (_id, { wish }, _sources, { signal, onBytes }) =>
        new Promise((_resolve, reject) => {
          sendingNow.push(wish.name);
          onBytes(1);
          signal.addEventListener('abort', () => {
            sendingNow = sendingNow.filter((name) => name !== wish.name);
            reject(signal.reason as Error);
          });
        }),
      finish: () => Promise.reject(new Error('it never comes to this')),
      discard: async (id) => {
        discarded.push(id);
        return ok({ assetId: null });
      },
    }),
    alreadyHere: async () => ok(null),
    followJob: () => Promise.reject(new Error('there is no job')),
    retryJob: () => Promise.reject(new Error('there is no job')),
    cancelJob: () => Promise.reject(new Error('there is no job')),
    deleteAsset: () => Promise.reject(new Error('there is no asset')),
  });
  onTestFinished(() => page.close());
  return page;
};
const listed = ({ items }: Uploads) => items.map(({ name, status }) => [name, status.state]);
const sending = (page: Uploads, file: UploadSource) =>
  page.add(file).until(({ bytesSent }) => bytesSent === 1);

it.each([
  ['by the rows themselves', () => storage],
  // As browsers do it: Node has the same locks.
  ['by the locks of a browser', () => ({ ...storage, hold: holdByLock(navigator.locks, 'test') })],
])('what one page sends another shows, and goes on with when that page is closed: %s', async (_how, open) => {
  const first = openPage(open());
  const second = openPage(open());
  await first.restore();
  await sending(first, fileOf('before'));
  await second.restore();
  expect(listed(second)).toEqual([['film.mp4', 'elsewhere']]);
  await sending(first, fileOf('during', 'late.mp4'));
  await expect.poll(() => listed(second)).toContainEqual(['late.mp4', 'elsewhere']);
  const [late, early] = second.items;
  // Not this page's to end.
  second.pauseAll();
  await second.cancelAll();
  await early?.cancel();
  expect([begun, discarded]).toEqual([[digestOf('before'), digestOf('during')], []]);

  await first.items[0]?.cancel();
  await expect.poll(() => listed(second)).toEqual([['film.mp4', 'elsewhere']]);
  expect(late?.status.state).toBe('elsewhere');
  await first.close();
  await early?.until(({ state, bytesSent }) => state === 'needs-file' && bytesSent === 1);
  early?.resumeWith(fileOf('before'));
  await early?.until(({ state, stage }) => state === 'active' && stage === 'send');
  expect(begun).toHaveLength(2);
});

it('a file chosen again for an upload is refused unless it is the same, under whatever name', async () => {
  const before = openPage();
  await sending(before, fileOf('twelve bytes'));
  await before.close();
  const after = openPage();
  await after.restore();
  const [upload] = after.items;
  await upload?.until(({ bytesSent }) => bytesSent === 1);
  for (const other of ['more than twelve bytes', 'other bytes.']) {
    upload?.resumeWith(fileOf(other));
    expect(await upload?.until(({ error }) => error !== null)).toMatchObject({
      ...{ state: 'needs-file', bytesSent: 1 },
      error: { message: expect.stringContaining('another file') as string },
    });
  }
  expect(discarded).toEqual([]);
  upload?.resumeWith(fileOf('twelve bytes', 'moved.mp4'));
  expect(await upload?.until(({ stage }) => stage === 'send')).toMatchObject({ error: null });
  expect(begun).toHaveLength(1);
});

it('uploads are shown to whose they are, stop when somebody else comes, and wait for their return', async () => {
  const page = openPage();
  await page.restore('ann');
  await sending(page, fileOf('of Ann', 'ann.mp4'));
  await page.restore('bob');
  expect([listed(page), sendingNow]).toEqual([[], []]);
  await sending(page, fileOf('of Bob', 'bob.mp4'));
  expect(sendingNow).toEqual(['bob.mp4']);

  const other = openPage();
  await other.restore('ann');
  expect(listed(other)).toEqual([['ann.mp4', 'needs-file']]);
  await page.restore('ann');
  expect(listed(page)).toEqual([['ann.mp4', 'elsewhere']]);
});

it('what was added before it was known who is there belongs to whoever that is', async () => {
  const page = openPage();
  const upload = page.add(fileOf('early'));
  await page.restore('ann');
  await upload.until(({ bytesSent }) => bytesSent === 1);
  await page.close();
  const again = openPage();
  await again.restore('ann');
  expect(listed(again)).toEqual([['film.mp4', 'needs-file']]);
});
