import { randomBytes } from 'node:crypto';
import type { Digest } from '@reelmill/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256OfBytes } from '../identity/sha256.ts';
import type { ObjectSource } from '../ports/index.ts';

/** What an adapter's test opens: a store in which nothing is held, and how to change what lies in it. */
export interface OpenedObjectSource {
  readonly objects: ObjectSource;
  /** Makes or replaces an object that may be imported; answers its key. */
  put(name: string, bytes: Uint8Array): Promise<string>;
  /** Keys of what may not be imported, whether or not it is there. */
  readonly forbidden: readonly string[];
  /** What the BlobStore beside it has of this digest; undefined for nothing. */
  blob(digest: Digest): Promise<Uint8Array | undefined>;
  /** Another source on the same bytes, as after a restart. */
  reopen(): Promise<ObjectSource>;
  close(): Promise<void>;
}

const bytes = randomBytes(300_000);
const digest = sha256OfBytes(bytes);

/** Every sentence of the ObjectSource port as a test; each case gets one from `open` in which nothing is held. */
export const describeObjectSourceConformance = (
  name: string,
  open: () => Promise<OpenedObjectSource>,
): void => {
  describe(`ObjectSource: ${name}`, () => {
    let opened: OpenedObjectSource;
    let objects: ObjectSource;
    beforeEach(async () => {
      opened = await open();
      objects = opened.objects;
    });
    afterEach(() => opened.close());

    const etagOf = async (key: string): Promise<string> => (await objects.stat(key))?.etag ?? '';
    const hold = async (id: string, key: string): Promise<boolean> =>
      objects.hold(id, key, await etagOf(key));
    const read = (id: string) =>
      objects.digestOf(id, { signal: new AbortController().signal, onBytes: () => {} });
    const held = async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const { id } of objects.list()) ids.push(id);
      return ids.sort();
    };

    it('knows what may be imported, and says of all else that it is not there', async () => {
      const key = await opened.put('a film.mp4', bytes);
      const before = await objects.stat(key);
      expect(before?.sizeBytes).toBe(bytes.length);
      await opened.put('a film.mp4', bytes.subarray(1));
      const after = await objects.stat(key);
      expect(after?.sizeBytes).toBe(bytes.length - 1);
      expect(after?.etag).not.toBe(before?.etag);
      expect(await objects.stat(`${key}.none`)).toBeUndefined();
      expect(opened.forbidden.length).toBeGreaterThan(0);
      for (const each of opened.forbidden)
        expect([each, await objects.stat(each)]).toEqual([each, undefined]);
    });

    it('holds a copy that stays as it was when the object is replaced', async () => {
      const key = await opened.put('a film.mp4', bytes);
      expect(await hold('import_a', key)).toBe(true);
      await opened.put('a film.mp4', randomBytes(10));
      expect(await read('import_a')).toBe(digest);
    });

    it('holds no object that is another one by now, or gone', async () => {
      const key = await opened.put('a film.mp4', bytes);
      const etag = await etagOf(key);
      await opened.put('a film.mp4', randomBytes(10));
      expect(await objects.hold('import_a', key, etag)).toBe(false);
      expect(await objects.hold('import_a', `${key}.none`, etag)).toBe(false);
    });

    it('says how far it has read, and stops reading when it is told to', async () => {
      await hold('import_a', await opened.put('a film.mp4', bytes));
      const seen: number[] = [];
      const signal = new AbortController().signal;
      await objects.digestOf('import_a', { signal, onBytes: (sizeBytes) => void seen.push(sizeBytes) });
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(bytes.length);
      const stopped = new AbortController();
      await expect(
        objects.digestOf('import_a', { signal: stopped.signal, onBytes: () => stopped.abort() }),
      ).rejects.toThrow();
    });

    it('makes what is held a blob, as often as it is told to; blob and object stay when it is let go', async () => {
      const key = await opened.put('a film.mp4', bytes);
      await hold('import_a', key);
      expect(await opened.blob(digest)).toBeUndefined();
      await objects.place('import_a', digest);
      await objects.place('import_a', digest);
      await objects.discard('import_a');
      expect(bytes.equals((await opened.blob(digest)) ?? Buffer.of())).toBe(true);
      expect(await objects.stat(key)).toMatchObject({ sizeBytes: bytes.length });
    });

    it('lists all that is held, also after a restart, until it is discarded', async () => {
      const key = await opened.put('a film.mp4', bytes);
      expect(await held()).toEqual([]);
      await hold('import_a', key);
      await hold('import_b', key);
      objects = await opened.reopen();
      expect(await held()).toEqual(['import_a', 'import_b']);
      for (const id of ['import_a', 'import_a', 'import_never']) await objects.discard(id);
      expect(await held()).toEqual(['import_b']);
      expect(await read('import_b')).toBe(digest);
    });
  });
};
