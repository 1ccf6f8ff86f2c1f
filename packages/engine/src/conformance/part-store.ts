import { randomBytes } from 'node:crypto';
import type { Digest } from '@reelmill/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256OfBytes } from '../identity/sha256.ts';
import type { PartStore, PartUpload } from '../ports/index.ts';

/** What an adapter's test opens: no upload at all, how to open the same store again, how to throw it away. */
export interface OpenedPartStore {
  readonly parts: PartStore;
  /** What the BlobStore it belongs to has of this digest; undefined for nothing. */
  blob(digest: Digest): Promise<Uint8Array | undefined>;
  /** Another store on the same bytes, as after a restart. */
  reopen(): Promise<PartStore>;
  close(): Promise<void>;
}

/** The least that S3 takes of a part with others behind it. */
const PART_BYTES = 5 << 20;
const whole = randomBytes(PART_BYTES + 1000);
const digest = sha256OfBytes(whole);
const [first, second] = [whole.subarray(0, PART_BYTES), whole.subarray(PART_BYTES)];

/** Every sentence of the PartStore port as a test; each case gets an empty store from `open`. */
export const describePartStoreConformance = (name: string, open: () => Promise<OpenedPartStore>): void => {
  describe(`PartStore: ${name}`, () => {
    let opened: OpenedPartStore;
    let parts: PartStore;
    beforeEach(async () => {
      opened = await open();
      parts = opened.parts;
    });
    afterEach(() => opened.close());

    const begin = async (id: string): Promise<PartUpload> => {
      const handle = await parts.open(id, whole.length);
      return { id, handle, sizeBytes: whole.length, partBytes: PART_BYTES };
    };
    /** As a client does it, straight or through the server; whether it was taken. */
    const send = async (upload: PartUpload, number: number, body: Uint8Array): Promise<boolean> => {
      const address = await parts.addressOf(upload, number, 60);
      if (address !== undefined) return (await put(address, body)).ok;
      try {
        return (await parts.put(upload, number, inChunks(body))) !== undefined;
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOENT' });
        return false;
      }
    };
    const sendAll = async (upload: PartUpload): Promise<void> => {
      expect([await send(upload, 2, second), await send(upload, 1, first)]).toEqual([true, true]);
    };
    const kept = async (upload: PartUpload) =>
      (await parts.parts(upload)).map(({ number, sizeBytes }) => ({ number, sizeBytes }));
    const listed = async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const { id, sinceMs } of parts.list()) {
        ids.push(id);
        expect(Math.abs(sinceMs - Date.now())).toBeLessThan(60_000);
      }
      return ids.sort();
    };

    it('keeps parts in any order, also over a restart, and the last of those sent twice', async () => {
      const upload = await begin('upload_a');
      expect(await kept(upload)).toEqual([]);
      expect(await send(upload, 2, randomBytes(1000))).toBe(true);
      const [before] = await parts.parts(upload);
      expect(await send(upload, 2, second)).toBe(true);
      const [after] = await parts.parts(upload);
      expect(after).toMatchObject({ number: 2, sizeBytes: 1000 });
      expect(after?.etag).not.toBe(before?.etag);
      parts = await opened.reopen();
      expect(await parts.parts(upload)).toEqual([after]);
      expect(await send(upload, 1, first)).toBe(true);
      expect(await kept(upload)).toEqual([
        { number: 1, sizeBytes: PART_BYTES },
        { number: 2, sizeBytes: 1000 },
      ]);
      expect((await parts.join(upload)).digest).toBe(digest);
    });

    it('keeps nothing of a part of another size, and what was there before it', async () => {
      const upload = await begin('upload_a');
      for (const sizeBytes of [0, 999, 1001]) {
        expect(await send(upload, 2, randomBytes(sizeBytes))).toBe(false);
      }
      expect(await kept(upload)).toEqual([]);
      expect(await send(upload, 2, second)).toBe(true);
      const before = await parts.parts(upload);
      expect(await send(upload, 2, randomBytes(1001))).toBe(false);
      expect(await parts.parts(upload)).toEqual(before);
    });

    it('gives an address for every part or for none, which is worth nothing without its signature', async () => {
      const upload = await begin('upload_a');
      const [one, two] = [await parts.addressOf(upload, 1, 60), await parts.addressOf(upload, 2, 60)];
      expect(one === undefined).toBe(two === undefined);
      if (two !== undefined) expect((await put(two.replace(/\?.*/, ''), second)).status).toBe(403);
      expect(await kept(upload)).toEqual([]);
    });

    it('joins the parts and reads them back, again and after a restart, and has no parts from then on', async () => {
      const upload = await begin('upload_a');
      await sendAll(upload);
      expect(await parts.join(upload)).toEqual({ digest, sizeBytes: whole.length });
      expect(await kept(upload)).toEqual([]);
      expect(await parts.join(upload)).toEqual({ digest, sizeBytes: whole.length });
      parts = await opened.reopen();
      expect(await parts.join(upload)).toEqual({ digest, sizeBytes: whole.length });
      expect(await opened.blob(digest)).toBeUndefined();
    });

    it('makes what was joined a blob, as often as it is told to, which stays when the rest goes', async () => {
      const upload = await begin('upload_a');
      await sendAll(upload);
      await parts.join(upload);
      await parts.place(upload, digest);
      await parts.place(upload, digest);
      expect(whole.equals((await opened.blob(digest)) ?? Buffer.of())).toBe(true);
      await parts.discard(upload.id);
      await parts.place(upload, digest);
      expect(await listed()).toEqual([]);
      expect(whole.equals((await opened.blob(digest)) ?? Buffer.of())).toBe(true);
    });

    it('lists each upload until it is discarded, and takes nothing for it afterwards', async () => {
      const [joined, sending] = [await begin('upload_a'), await begin('upload_b')];
      await begin('upload_c');
      await sendAll(joined);
      await parts.join(joined);
      expect(await send(sending, 1, first)).toBe(true);
      parts = await opened.reopen();
      expect(await listed()).toEqual(['upload_a', 'upload_b', 'upload_c']);
      expect(await kept(sending)).toEqual([{ number: 1, sizeBytes: PART_BYTES }]);
      for (const id of ['upload_a', 'upload_b', 'upload_b', 'upload_never']) await parts.discard(id);
      expect(await listed()).toEqual(['upload_c']);
      expect(await send(sending, 2, second)).toBe(false);
      expect(await kept(sending)).toEqual([]);
      expect(await listed()).toEqual(['upload_c']);
    });
  });
};

const put = (url: string, body: Uint8Array): Promise<Response> =>
  fetch(url, { method: 'PUT', body: new Uint8Array(body) });

const inChunks = async function* (body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += 1 << 20) yield body.subarray(at, at + (1 << 20));
};
