import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Digest } from '@reelmill/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobInfo, BlobStore } from '../ports/index.ts';

/** What an adapter's test opens: an empty store, how to open the same one again, how to throw it away. */
export interface OpenedBlobStore {
  readonly blobs: BlobStore;
  /** Another store on the same bytes, as after a restart. */
  reopen(): Promise<BlobStore>;
  close(): Promise<void>;
  /** Where callers make the files they hand over; a folder of its own under the system's temporary one if not given. */
  readonly workFolder?: string;
  /** Whether it has addresses for clients; it has none unless given. */
  readonly givesAddresses?: boolean;
}

const digestOf = (bytes: Uint8Array): Digest => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const absent: Digest = digestOf(bytesOf('never stored'));

/** Every sentence of the BlobStore port as a test; each case gets an empty store from `open`. */
export const describeBlobStoreConformance = (name: string, open: () => Promise<OpenedBlobStore>): void => {
  describe(`BlobStore: ${name}`, () => {
    let opened: OpenedBlobStore;
    let blobs: BlobStore;
    let workFolder: string;
    let files = 0;
    beforeEach(async () => {
      opened = await open();
      blobs = opened.blobs;
      workFolder = await mkdtemp(join(opened.workFolder ?? tmpdir(), 'work-'));
    });
    afterEach(async () => {
      await opened.close();
      await rm(workFolder, { recursive: true, force: true });
    });

    const fileWith = async (bytes: Uint8Array): Promise<string> => {
      files += 1;
      const path = join(workFolder, `file-${files}`);
      await writeFile(path, bytes);
      return path;
    };
    const read = (digest: Digest, range?: { start: number; end: number }): Promise<Buffer> =>
      buffer(blobs.read(digest, range));
    const list = async (): Promise<readonly BlobInfo[]> => {
      const all: BlobInfo[] = [];
      for await (const blob of blobs.list()) all.push(blob);
      return all;
    };
    const isThere = (path: string): Promise<boolean> =>
      access(path).then(
        () => true,
        () => false,
      );

    it('takes over a file: its bytes are stored and the file is gone', async () => {
      const bytes = bytesOf('some bytes');
      const path = await fileWith(bytes);
      const info = await blobs.putFile(path, digestOf(bytes));
      expect(info).toEqual({ digest: digestOf(bytes), sizeBytes: 10, storedAtMs: info.storedAtMs });
      expect(info.storedAtMs).toBeGreaterThan(1_700_000_000_000);
      expect(await isThere(path)).toBe(false);
      expect(await read(info.digest)).toEqual(Buffer.from(bytes));
    });

    it('puts bytes under their SHA-256', async () => {
      const info = await blobs.putBytes(bytesOf('abc'));
      expect(info.digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      expect(info.sizeBytes).toBe(3);
      expect((await read(info.digest)).toString()).toBe('abc');
    });

    it('gives back any bytes and any range of them, both ends inclusive', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.boolean(),
          fc.nat(),
          fc.nat(),
          async (bytes, asFile, a, b) => {
            const digest = digestOf(bytes);
            if (asFile) await blobs.putFile(await fileWith(bytes), digest);
            else await blobs.putBytes(bytes);
            const [start = 0, end = 0] = [a % bytes.length, b % bytes.length].sort((x, y) => x - y);
            expect(await read(digest)).toEqual(Buffer.from(bytes));
            expect(await read(digest, { start, end })).toEqual(Buffer.from(bytes.slice(start, end + 1)));
          },
        ),
        { numRuns: 12 },
      );
    });

    it('keeps an empty blob', async () => {
      const info = await blobs.putBytes(new Uint8Array());
      expect(info.sizeBytes).toBe(0);
      expect(await read(info.digest)).toHaveLength(0);
      const path = await fileWith(new Uint8Array());
      await blobs.putFile(path, info.digest);
      expect(await isThere(path)).toBe(false);
      expect(await list()).toHaveLength(1);
    });

    it('keeps a blob of several megabytes whole', async () => {
      const bytes = Buffer.alloc(5_000_001, 'reelmill');
      const { digest } = await blobs.putFile(await fileWith(bytes), digestOf(bytes));
      expect((await read(digest)).equals(bytes)).toBe(true);
      expect(
        (await read(digest, { start: 4_999_999, end: 5_000_000 })).equals(bytes.subarray(4_999_999)),
      ).toBe(true);
    });

    it('stores the same bytes once; a second put starts their age again', async () => {
      const first = await blobs.putBytes(bytesOf('same'));
      const path = await fileWith(bytesOf('same'));
      const second = await blobs.putFile(path, first.digest);
      expect(second.storedAtMs).toBeGreaterThanOrEqual(first.storedAtMs);
      expect(await isThere(path)).toBe(false);
      expect(await list()).toEqual([second]);
      expect(await blobs.stat(first.digest)).toEqual(second);
    });

    it('is fine with many who put the same bytes at once', async () => {
      const bytes = bytesOf('popular');
      const digest = digestOf(bytes);
      await Promise.all(
        Array.from({ length: 20 }, async (_, number) =>
          number % 2 === 0 ? blobs.putBytes(bytes) : blobs.putFile(await fileWith(bytes), digest),
        ),
      );
      expect((await list()).map((blob) => blob.digest)).toEqual([digest]);
      expect((await read(digest)).toString()).toBe('popular');
    });

    it('tells digest, size and time, the same in every answer', async () => {
      const info = await blobs.putBytes(bytesOf('told'));
      expect(await blobs.stat(info.digest)).toEqual(info);
      expect(await list()).toEqual([info]);
      blobs = await opened.reopen();
      expect(await blobs.stat(info.digest)).toEqual(info);
    });

    it('says undefined for what is absent, and ENOENT to who reads it', async () => {
      expect(await blobs.stat(absent)).toBeUndefined();
      expect(await blobs.localPath(absent)).toBeUndefined();
      await expect(read(absent)).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(read(absent, { start: 0, end: 1 })).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('offers a local path with the bytes', async () => {
      const { digest } = await blobs.putBytes(bytesOf('local'));
      const path = await blobs.localPath(digest);
      expect((await readFile(path ?? '')).toString()).toBe('local');
    });

    it('offers a local path with the bytes of some ranges, the size of the whole', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
      const { digest } = await blobs.putBytes(bytes);
      const ask = async (ranges: Parameters<BlobStore['localRanges']>[1]): Promise<Buffer> =>
        readFile((await blobs.localRanges(digest, ranges))?.path ?? '');
      const first = await ask([{ start: 10, end: 19 }, { start: 99_990 }]);
      expect(first).toHaveLength(bytes.length);
      expect(first.subarray(10, 20)).toEqual(bytes.subarray(10, 20));
      expect(first.subarray(99_990)).toEqual(bytes.subarray(99_990));
      const [second] = await Promise.all([ask([{ start: 15, end: 40 }]), ask([{ start: 30, end: 60 }])]);
      expect(second.subarray(10, 41)).toEqual(bytes.subarray(10, 41));
      expect(await ask([{ start: 0 }])).toEqual(bytes);
      expect(await blobs.localRanges(absent, [{ start: 0 }])).toBeUndefined();
    });

    it('gives who may not ask it itself an address for a while, of this blob alone, or none at all', async () => {
      const { digest } = await blobs.putBytes(bytesOf('<script>addressed</script>'));
      const { digest: other } = await blobs.putBytes(bytesOf('other'));
      const named = 'attachment; filename="a b.mp4"; filename*=UTF-8\'\'%C3%A4%20b.mp4';
      const ask = (validSeconds: number) =>
        blobs.addressOf(digest, { validSeconds, contentType: 'video/mp4', contentDisposition: named });
      const address = await ask(60);
      expect(address !== undefined).toBe(opened.givesAddresses ?? false);
      if (address === undefined) return;

      const answer = await fetch(address);
      expect([answer.status, await answer.text()]).toEqual([200, '<script>addressed</script>']);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...{ 'content-type': 'video/mp4', 'content-disposition': named },
        'cache-control': expect.stringContaining('no-store'),
      });
      const part = await fetch(address, { headers: { range: 'bytes=8-16' } });
      expect([part.status, await part.text()]).toEqual([206, 'addressed']);

      const status = async (url: string, method = 'GET'): Promise<number> =>
        (await fetch(url, { method })).status;
      expect(await status(address.replace('video%2Fmp4', 'text%2Fhtml'))).toBe(403);
      expect(await status(address.replace('attachment', 'inline'))).toBe(403);
      const elsewhere = address
        .replaceAll(digest, other)
        .replace(`${digest.slice(0, 2)}/${digest.slice(2, 4)}`, `${other.slice(0, 2)}/${other.slice(2, 4)}`);
      expect(await status(elsewhere)).toBe(403);
      for (const method of ['PUT', 'DELETE']) expect(await status(address, method)).toBe(403);
      expect((await read(digest)).toString()).toBe('<script>addressed</script>');

      const brief = (await ask(1)) ?? '';
      await expect.poll(() => status(brief), { timeout: 10_000 }).toBe(403);
    });

    it('deletes, also what is not there, and takes it again', async () => {
      const { digest } = await blobs.putBytes(bytesOf('short-lived'));
      await blobs.putBytes(bytesOf('stays'));
      await blobs.delete(digest);
      await blobs.delete(digest);
      await blobs.delete(absent);
      expect(await blobs.stat(digest)).toBeUndefined();
      expect(await blobs.localPath(digest)).toBeUndefined();
      expect((await list()).map((blob) => blob.digest)).toEqual([digestOf(bytesOf('stays'))]);
      await blobs.putBytes(bytesOf('short-lived'));
      expect((await read(digest)).toString()).toBe('short-lived');
    });

    it('lists every blob once', async () => {
      expect(await list()).toEqual([]);
      const texts = Array.from({ length: 60 }, (_, number) => `blob ${number}`);
      await Promise.all(texts.map((text) => blobs.putBytes(bytesOf(text))));
      const digests = (await list()).map((blob) => blob.digest);
      expect([...digests].sort()).toEqual(texts.map((text) => digestOf(bytesOf(text))).sort());
    });

    it('lets a list be left early', async () => {
      await Promise.all(['a', 'b', 'c'].map((text) => blobs.putBytes(bytesOf(text))));
      for await (const blob of blobs.list()) {
        expect(blob.sizeBytes).toBe(1);
        break;
      }
      expect(await list()).toHaveLength(3);
    });

    it('leaves nothing behind when a put fails, and keeps what was there', async () => {
      const { digest } = await blobs.putBytes(bytesOf('before'));
      await expect(blobs.putFile(join(workFolder, 'missing'), absent)).rejects.toMatchObject({
        code: 'ENOENT',
      });
      await expect(blobs.putFile(join(workFolder, 'missing'), digest)).rejects.toMatchObject({
        code: 'ENOENT',
      });
      expect((await list()).map((blob) => blob.digest)).toEqual([digest]);
      expect((await read(digest)).toString()).toBe('before');
    });

    it('recovers without touching blobs, as often as asked', async () => {
      const { digest } = await blobs.putBytes(bytesOf('kept'));
      blobs = await opened.reopen();
      await blobs.recover();
      await blobs.recover();
      expect((await read(digest)).toString()).toBe('kept');
      await blobs.putBytes(bytesOf('after'));
      expect(await list()).toHaveLength(2);
    });
  });
};
