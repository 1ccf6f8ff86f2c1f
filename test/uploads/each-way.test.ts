import { createMemoryStorage, type UploadHandle } from '@reelmill/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openServer } from '../../apps/server/src/testing/server-under-test.ts';
import {
  arrived,
  digestOf,
  fileOf,
  film,
  filmBytes,
  halfSent,
  NOTHING,
  smallBytes,
  useUploads,
} from '../rig/uploads-rig.ts';

const rig = useUploads();
const { assets, bodiesSent, gate, left, open } = rig;
/** Waits between tries take a fraction of their time. */
const hurry = (): void => {
  const real = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms = 0, ...given: []) => real(work, ms / 20, ...given));
  onTestFinished(() => void vi.unstubAllGlobals());
};

describe.each(['tus', 'multipart'] as const)('a file sent by %s', (transport) => {
  const isBytes = (method: string, path: string) =>
    method === (transport === 'tus' ? 'PATCH' : 'PUT') && path.startsWith('/api/v1/');

  /** The uploads of a page that was loaded again when half of the film had arrived. */
  const reloadedHalfWay = async () => {
    const storage = createMemoryStorage();
    const second = gate((method, path) => isBytes(method, path) && bodiesSent().length >= 2);
    const before = open({ transport, storage });
    await halfSent(before.add(film()));
    await second.reached;
    await before.close();
    second.letThrough();

    const after = open({ transport, storage });
    await after.restore();
    return after;
  };

  it('becomes an asset of its bytes, in one run from nothing to its job', async () => {
    const upload = open({ transport }).add(film(), { name: 'Holiday', metadata: { year: 2026 } });
    const seen = [upload.status];
    upload.subscribe(() => seen.push(upload.status));
    expect(await arrived(upload)).toMatchObject({ error: null, wasHere: false, bytesSent: filmBytes.length });
    const [asset] = await assets();
    expect(asset).toMatchObject({
      name: 'Holiday',
      metadata: { year: 2026 },
      source: { digest: digestOf(filmBytes) },
    });
    expect(upload.status).toMatchObject({
      assetId: asset?.id,
      jobId: asset?.job?.id,
      sha256: digestOf(filmBytes),
    });
    const along = seen.map(({ progress }) => progress);
    expect(along).toEqual([...along].sort((one, other) => one - other));
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual(['hash', 'send', 'verify', 'process']);
    expect((await left()).uploads).toEqual([]);
  });

  it('is not sent when the server has its bytes', async () => {
    const uploads = open({ transport });
    await arrived(uploads.add(fileOf(smallBytes)));
    rig.way.asked.length = 0;
    const again = await arrived(uploads.add(fileOf(smallBytes, 'copy of film.mp4')));
    const other = await arrived(uploads.add(fileOf(smallBytes, 'third.mp4'), { recipe: 'proxy' }));
    const writtenOut = { recipe: { outputs: [{ kind: 'poster' as const }] } };
    const custom = await arrived(uploads.add(fileOf(smallBytes, 'fourth.mp4'), writtenOut));
    const customAgain = await arrived(uploads.add(fileOf(smallBytes, 'fifth.mp4'), writtenOut));
    const [asset, made, fourth, ...more] = await assets();
    expect(again).toMatchObject({ wasHere: true, assetId: asset?.id, jobId: asset?.job?.id });
    expect(other).toMatchObject({ wasHere: true, assetId: made?.id });
    expect(made).toMatchObject({ name: 'third.mp4', job: { recipeName: 'proxy' } });
    expect(custom).toMatchObject({ wasHere: true, assetId: fourth?.id });
    expect(customAgain).toMatchObject({ wasHere: true, assetId: fourth?.id, jobId: custom.jobId });
    expect(more).toEqual([]);
    expect(bodiesSent()).toEqual([]);
  });

  it.each([
    ['connections cut in the middle', 'cut'],
    ['lost replies', 'lose-reply'],
    ['a server in trouble', 500],
  ] as const)('arrives once through %s', async (_name, fault) => {
    hurry();
    const seen = new Map<string, number>();
    // Each request fails the first time.
    rig.way.fault = ({ method, path, headers }) => {
      const key = `${method} ${path} ${headers['upload-offset'] as string}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return seen.get(key) === 1 && !path.includes('events') ? fault : undefined;
    };
    const upload = open({ transport }).add(film());
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(filmBytes)]);
  });

  it('waits for a server that went away, and goes on by itself', async () => {
    let sent = 0;
    rig.way.fault = async ({ method, path }) => {
      if (!isBytes(method, path)) return undefined;
      sent += 1;
      if (sent === 2) await rig.server.close();
      return undefined;
    };
    const upload = open({ transport }).add(film());
    await upload.until(({ state }) => state === 'waiting');
    rig.server = await openServer(rig.folder);
    rig.way.serverUrl = rig.server.url;
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(filmBytes)]);
  });

  it('stands still while it is paused, and goes on where it was', async () => {
    const second = gate((method, path) => isBytes(method, path) && bodiesSent().length >= 2);
    const upload = open({ transport }).add(film());
    await second.reached;
    await halfSent(upload);
    upload.pause();
    second.letThrough();
    expect(upload.status.state).toBe('paused');
    rig.way.asked.length = 0;
    upload.resume();
    expect(await arrived(upload)).toMatchObject({ error: null });
    // What had arrived was not sent again.
    expect(bodiesSent()).toHaveLength(1);
  });

  it('goes on after the page was reloaded, with the same file alone', async () => {
    const after = await reloadedHalfWay();
    const [restored] = after.items;
    expect(restored?.name).toBe('film.mp4');
    await restored?.until(({ state, bytesSent }) => state === 'needs-file' && bytesSent > 0);
    rig.way.asked.length = 0;
    expect(after.add(fileOf(filmBytes, 'film.mp4', 2))).toBe(restored);
    expect(await arrived(restored as UploadHandle)).toMatchObject({ error: null });
    expect(bodiesSent()).toHaveLength(1);
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(filmBytes)]);
  });

  it('starts over when the file was edited meanwhile, and leaves nothing of the old half', async () => {
    const after = await reloadedHalfWay();
    const edited = Uint8Array.from(filmBytes);
    edited[7] = (edited[7] ?? 0) ^ 1;
    const upload = after.add(fileOf(edited));
    expect(after.items).toHaveLength(1);
    expect(await arrived(upload)).toMatchObject({ error: null });
    expect((await assets()).map(({ source }) => source.digest)).toEqual([digestOf(edited)]);
    expect(await left()).toMatchObject({ uploads: [], blobs: [digestOf(edited)] });
  });

  it.each(['hash', 'send', 'verify', 'process'] as const)(
    'leaves nothing when given up at %s',
    async (stage) => {
      const readable = Promise.withResolvers<void>();
      const held = gate((method, path) => {
        if (stage === 'send') return isBytes(method, path) && bodiesSent().length >= 2;
        const isEnd =
          transport === 'tus' ? method === 'GET' && /uploads\/./.test(path) : path.endsWith('/complete');
        return stage === 'verify' && isEnd;
      });
      const storage = createMemoryStorage();
      const upload = open({
        ...{ transport, storage },
        ...(stage === 'hash' ? { hash: () => readable.promise.then(() => digestOf(smallBytes)) } : {}),
      }).add(stage === 'send' ? film() : fileOf(smallBytes));
      await upload.until((status) => status.stage === stage && status.state === 'active');
      if (stage === 'send' || stage === 'verify') await held.reached;
      const cancelled = upload.cancel();
      expect(upload.status.state).toBe('cancelled');
      held.letThrough();
      readable.resolve();
      await cancelled;
      expect(await left()).toEqual(NOTHING);
      expect(await storage.all()).toEqual([]);
    },
  );

  it('takes up an end that nobody here heard of', async () => {
    const storage = createMemoryStorage();
    const end = gate((method, path) =>
      transport === 'tus' ? method === 'GET' && /uploads\/./.test(path) : path.endsWith('/complete'),
    );
    const before = open({ transport, storage });
    before.add(fileOf(smallBytes));
    await end.reached;
    const closed = before.close();
    if (transport === 'multipart') {
      const id =
        rig.way.asked
          .findLast(({ path }) => path.endsWith('/complete'))
          ?.path.split('/')
          .at(-2) ?? '';
      const found = await rig.server.multiparts.look(id);
      await rig.server.multiparts.complete(id, found.ok ? found.value.parts : []);
    }
    rig.way.fault = () => 'refuse';
    end.letThrough();
    await closed;
    rig.way.fault = () => undefined;
    const after = open({ transport, storage });
    await after.restore();
    const [upload] = after.items;
    expect(await arrived(upload as UploadHandle)).toMatchObject({ error: null });
    expect(await assets()).toHaveLength(1);
  });
});
