import type { SocketMessage } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { addAsset } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const open = async (): Promise<ServerUnderTest> => openServer(await tempFolder());

/** A socket that keeps what it hears. */
const listen = (server: ServerUnderTest, query = '', headers: Record<string, string> = {}) => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/events${query}`, { headers });
  const heard: SocketMessage[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    heard.push(JSON.parse(data.toString('utf8')) as SocketMessage);
    for (const look of waiting) look();
  });
  const refused = new Promise<number>((resolve) =>
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0)),
  );
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  /** Resolves once what was heard is enough. */
  const until = (enough: (heard: readonly SocketMessage[]) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!enough(heard)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { socket, heard, until, refused, closed };
};

const seqs = (heard: readonly SocketMessage[]): readonly number[] =>
  heard
    .filter((message) => message.type !== 'hello' && message.type !== 'reset')
    .map((message) => message.seq);
const ends = (newest: number) => (heard: readonly SocketMessage[]) =>
  heard.some((message) => message.seq >= newest);

/** Makes so many events that nobody can hear them all before the next thing happens. */
const rename = async (server: ServerUnderTest, id: string, times: number): Promise<number> => {
  for (let i = 0; i < times; i += 1) await server.engine.updateAsset(id, { name: `name ${i}` });
  return server.engine.newestEventSeq();
};

describe('the event socket', () => {
  it('says hello, then what happens', async () => {
    const server = await open();
    const before = (await addAsset(server, 'a')).id;
    const { heard, until } = listen(server);
    await until((messages) => messages.length === 1);
    const hello = heard[0];
    expect(hello).toEqual({ type: 'hello', seq: await server.engine.newestEventSeq() });
    const newest = await rename(server, before, 3);
    await until((messages) => messages.length > 1 && ends(newest)(messages));
    expect(seqs(heard)).toEqual([1, 2, 3].map((step) => (hello?.seq ?? 0) + step));
    expect(heard.at(-1)).toMatchObject({
      type: 'asset.updated',
      assetId: before,
      asset: { name: 'name 2' },
      at: expect.stringMatching(/Z$/),
    });
  });

  it('replays what was missed and goes on live, without gap or double, while events rain', async () => {
    const server = await open();
    const { id } = await addAsset(server, 'a');
    await rename(server, id, 20);
    const raining = rename(server, id, 200);
    const listeners = Array.from({ length: 10 }, (_, i) => listen(server, `?since=${i}`));
    const newest = await raining;
    for (const [since, { heard, until }] of listeners.entries()) {
      await until(ends(newest));
      await until((messages) => seqs(messages).at(-1) === newest);
      expect(heard[0]?.type).toBe('hello');
      expect(seqs(heard)).toEqual(Array.from({ length: newest - since }, (_, i) => since + i + 1));
    }
  });

  it('misses nothing across reconnects', async () => {
    const server = await open();
    const { id } = await addAsset(server, 'a');
    const heard: number[] = [];
    let since = 0;
    for (let round = 0; round < 5; round += 1) {
      const live = listen(server, `?since=${since}`);
      const newest = await rename(server, id, 5);
      await live.until((messages) => seqs(messages).at(-1) === newest);
      heard.push(...seqs(live.heard));
      since = newest;
      live.socket.terminate();
      await rename(server, id, 3);
    }
    expect(heard).toEqual(Array.from({ length: since }, (_, i) => i + 1));
  });

  it('tells only of the asset or job that was asked for', async () => {
    const server = await open();
    const one = await addAsset(server, 'one');
    const two = await addAsset(server, 'two');
    const byAsset = listen(server, `?since=0&assetId=${one.id}`);
    const byJob = listen(server, `?since=0&jobId=${two.job?.id}`);
    await server.engine.cancelJob(one.job?.id ?? '');
    await server.engine.cancelJob(two.job?.id ?? '');
    const isEnd = (message: SocketMessage): boolean =>
      message.type === 'job.updated' && message.job.state === 'cancelled';
    await byAsset.until((messages) => messages.some(isEnd));
    await byJob.until((messages) => messages.some(isEnd));
    const about = (messages: readonly SocketMessage[], key: 'assetId' | 'jobId') =>
      new Set(messages.slice(1).map((message) => (key in message ? message[key as never] : undefined)));
    expect(about(byAsset.heard, 'assetId')).toEqual(new Set([one.id]));
    expect(about(byJob.heard, 'jobId')).toEqual(new Set([two.job?.id]));
  });

  it('says reset when what was missed is no longer kept, or never was', async () => {
    const server = await open();
    const { id } = await addAsset(server, 'a');
    const newest = await rename(server, id, 10);
    await server.engine.store.direct.events.trim(3);
    for (const since of [1, newest + 1000]) {
      const { heard, until } = listen(server, `?since=${since}`);
      await until((messages) => messages.length === 2);
      expect(heard).toEqual([
        { type: 'hello', seq: newest },
        { type: 'reset', seq: newest },
      ]);
    }
    const kept = listen(server, `?since=${newest - 3}`);
    await kept.until((messages) => seqs(messages).length === 3);
    expect(kept.heard.map((message) => message.type)).not.toContain('reset');
  });

  it.each([
    ['?since=-1', {}],
    ['?since=x', {}],
    ['?assetId=nope', {}],
    ['?colour=red', {}],
    ['', { origin: 'http://evil.example' }],
  ])('refuses %s %j with 400', async (query, headers) => {
    const server = await open();
    expect(await listen(server, query, headers as Record<string, string>).refused).toBe(400);
  });

  it('lets its own pages in', async () => {
    const server = await open();
    const { until } = listen(server, '', { origin: server.url });
    await until((messages) => messages.length === 1);
  });

  it('closes on a message that is too large', async () => {
    const server = await open();
    const { socket, until, closed } = listen(server);
    await until((messages) => messages.length === 1);
    socket.send('x'.repeat(70_000));
    expect(await closed).toBe(1009);
  });

  it('closes its sockets when the server does', async () => {
    const server = await open();
    const { until, closed } = listen(server);
    await until((messages) => messages.length === 1);
    await server.close();
    await closed;
  });

  it('is not there for plain requests', async () => {
    const server = await open();
    expect((await fetch(`${server.url}/api/v1/events`)).status).toBe(404);
  });
});
