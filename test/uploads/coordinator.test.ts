import { createMemoryStorage, type UploadHandle } from '@reelmill/client';
import { describe, expect, it } from 'vitest';
import {
  arrived,
  digestOf,
  fileOf,
  film,
  filmBytes,
  NOTHING,
  smallBytes,
  useUploads,
} from '../rig/uploads-rig.ts';

const rig = useUploads();
const { assets, bodiesSent, gate, left, open } = rig;

describe('uploads', () => {
  const several = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      fileOf(
        Uint8Array.from(smallBytes, (byte) => byte ^ index),
        `${index}.mp4`,
      ),
    );

  it('are sent two at a time, in the order they were added', async () => {
    const held = gate((method) => method === 'PATCH');
    const uploads = open();
    const added = several(5).map((file) => uploads.add(file));
    await held.reached;
    await expect
      .poll(() => added.map(({ status }) => status.state))
      .toEqual(['active', 'active', 'queued', 'queued', 'queued']);
    added[0]?.pause();
    await added[2]?.until(({ state }) => state === 'active');
    expect(added[3]?.status.state).toBe('queued');
    held.letThrough();
    added[0]?.resume();
    await Promise.all(added.map(arrived));
    expect(await assets()).toHaveLength(5);
  });

  it('are all paused, all go on, and are all given up', async () => {
    const held = gate((method) => method === 'PATCH');
    const uploads = open();
    for (const file of several(3)) uploads.add(file);
    await held.reached;
    uploads.pauseAll();
    const states = () => uploads.items.map(({ status }) => status.state);
    expect(states()).toEqual(['paused', 'paused', 'paused']);
    held.letThrough();
    uploads.resumeAll();
    await Promise.all(uploads.items.map(arrived));
    await uploads.cancelAll();
    expect(states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await left()).toEqual(NOTHING);
  });

  it('of equal files send the bytes once', async () => {
    const uploads = open();
    const added = [uploads.add(fileOf(smallBytes, 'one.mp4')), uploads.add(fileOf(smallBytes, 'two.mp4'))];
    const ends = await Promise.all(added.map(arrived));
    expect(ends.filter(({ wasHere }) => wasHere)).toHaveLength(1);
    expect(await assets()).toHaveLength(1);
    // Giving up what was there before takes nothing away.
    await added.find(({ status }) => status.wasHere)?.cancel();
    expect(await assets()).toHaveLength(1);
  });

  it('find nothing of what others have, even with its digest', async () => {
    const make = async (name: string, by?: string): Promise<string> => {
      const answer = await fetch(`${rig.server.url}/api/v1/keys`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(by ? { authorization: `Bearer ${by}` } : {}) },
        body: JSON.stringify({ name, userId: name, scope: by ? 'write' : 'admin' }),
      });
      return ((await answer.json()) as { key: string }).key;
    };
    const admin = await make('admin');
    const keys = [await make('ann', admin), await make('bob', admin), undefined];
    const ends = [];
    for (const apiKey of keys) {
      ends.push(await arrived(open({}, apiKey).add(fileOf(smallBytes))));
    }
    expect(ends).toMatchObject([
      { wasHere: false, error: null },
      { wasHere: false, error: null },
      { state: 'failed', error: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(bodiesSent()).toHaveLength(2);
    expect((await left()).blobs).toEqual([digestOf(smallBytes)]);
  });

  it('of one file chosen twice are one', async () => {
    const uploads = open();
    const file = film();
    expect(uploads.add(file)).toBe(uploads.add(film()));
    expect(uploads.items).toHaveLength(1);
  });

  it('say at once why they are refused, and try nothing again that cannot heal', async () => {
    const upload = open().add(fileOf(smallBytes), { recipe: 'wbe' });
    const { error, state } = await arrived(upload);
    expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'INVALID_RECIPE' });
    expect(rig.way.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
    const empty = await arrived(open().add(fileOf(new Uint8Array())));
    expect(empty.error?.code).toBe('MEDIA_EMPTY');
  });

  it('ask for the file again when it was moved', async () => {
    const moved = Object.assign(fileOf(smallBytes), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotReadableError')) }),
    }) as unknown as File;
    const uploads = open();
    const upload = uploads.add(moved);
    expect(await upload.until(({ state }) => state === 'needs-file')).toMatchObject({
      error: { message: expect.stringContaining('Choose it again') as string },
    });
    uploads.add(fileOf(smallBytes));
    expect(await arrived(upload)).toMatchObject({ error: null });
  });

  it('follow their job to its end', async () => {
    const upload = open().add(fileOf(smallBytes));
    const { jobId } = await arrived(upload);
    await upload.until(({ job }) => job?.id === jobId);
    await fetch(`${rig.server.url}/api/v1/jobs/${jobId}/cancel`, { method: 'POST' });
    await upload.until(({ state }) => state === 'cancelled');
    // Making it anew is a new job of the same asset.
    upload.resume();
    const again = await upload.until((status) => status.job !== null && status.jobId !== jobId);
    expect(again).toMatchObject({ state: 'active', assetId: (await assets())[0]?.id });
  });

  it('put another source in place of an asset’s', async () => {
    const uploads = open({ transport: 'multipart' });
    const { assetId } = await arrived(uploads.add(fileOf(smallBytes)));
    const replaced = await arrived(uploads.add(film(), { replacesAssetId: assetId ?? '' }));
    expect(replaced).toMatchObject({ assetId, error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(filmBytes)]);
  });

  it('go on by themselves after a restart where the file can be opened again', async () => {
    const storage = createMemoryStorage();
    const openAgain = async (origin: unknown) => (origin === '/films/film.mp4' ? film() : undefined);
    const held = gate((method) => method === 'PATCH');
    const before = open({ storage, openAgain });
    before.add(film(), { origin: '/films/film.mp4' });
    const paused = before.add(fileOf(smallBytes, 'small.mp4'), { origin: '/films/film.mp4' });
    paused.pause();
    await held.reached;
    await before.close();
    held.letThrough();
    const after = open({ storage, openAgain });
    await after.restore();
    const restored = (name: string) => after.items.find((item) => item.name === name) as UploadHandle;
    expect(await arrived(restored('film.mp4'))).toMatchObject({ error: null });
    // What was paused stays so.
    await restored('small.mp4').until(({ state }) => state === 'paused');
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(filmBytes)]);
  });

  it('that were given up while the server was away are taken back after a reload', async () => {
    const storage = createMemoryStorage();
    const held = gate((method) => method === 'PATCH');
    const before = open({ storage });
    const upload = before.add(film());
    await held.reached;
    rig.way.fault = () => 'refuse';
    void upload.cancel();
    await before.close();
    held.letThrough();
    rig.way.fault = () => undefined;
    const after = open({ storage });
    await after.restore();
    await expect.poll(left).toEqual(NOTHING);
    await expect.poll(() => storage.all()).toEqual([]);
  });
});
