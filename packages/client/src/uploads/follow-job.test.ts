import type { JobSummary, ReelmillEvent } from '@reelmill/core';
import { expect, it } from 'vitest';
import type { EventHandlers } from '../events/subscribe.ts';
import { createFollowJob } from './follow-job.ts';

const job = (progress: number, finished = false): JobSummary =>
  ({ id: 'job_1', progress, finishedAt: finished ? '2026-01-01T00:00:00.000Z' : null }) as JobSummary;
const progressed = (progress: number, finished = false) =>
  ({ type: 'job.progress', job: job(progress, finished) }) as ReelmillEvent;

/** A server of one job, whose socket the test holds. */
const setUp = () => {
  const server = { known: job(0) as JobSummary | undefined, sockets: 0, handlers: undefined as unknown };
  const follow = createFollowJob({
    getJob: async () =>
      server.known
        ? { ok: true, value: server.known }
        : { ok: false, error: { code: 'NOT_FOUND', message: '' } },
    subscribe: (handlers) => {
      server.sockets += 1;
      server.handlers = handlers;
      return { close: () => void (server.sockets -= 1) };
    },
  });
  const socket = () => server.handlers as EventHandlers;
  return { server, follow, socket };
};
const { signal } = new AbortController();

it('tells every step of a job, none backwards, and then its end', async () => {
  const { server, follow, socket } = setUp();
  const seen: number[] = [];
  const ended = follow('job_1', { signal, onJob: ({ progress }) => seen.push(progress) });
  server.known = job(0.2);
  socket().onStatus?.('live');
  socket().onEvent(progressed(0.5));
  await Promise.resolve();
  socket().onEvent(progressed(0.7));
  socket().onEvent(progressed(1, true));
  expect((await ended)?.finishedAt).not.toBeNull();
  expect(seen).toEqual([0.5, 0.7, 1]);
});

it('holds one socket for all, while there are any', async () => {
  const { server, follow, socket } = setUp();
  const stop = new AbortController();
  const stopped = follow('job_1', { signal: stop.signal, onJob: () => undefined });
  const ended = follow('job_1', { signal, onJob: () => undefined });
  expect(server.sockets).toBe(1);
  stop.abort();
  await expect(stopped).rejects.toThrow('aborted');
  socket().onEvent(progressed(1, true));
  await ended;
  expect(server.sockets).toBe(0);
});

it('hears that the asset of a job was deleted', async () => {
  const { server, follow, socket } = setUp();
  const ended = follow('job_1', { signal, onJob: () => undefined });
  server.known = undefined;
  socket().onEvent({ type: 'asset.deleted' } as ReelmillEvent);
  expect(await ended).toBeUndefined();
});

it('reads again what was missed when events are no longer kept', async () => {
  const { server, follow, socket } = setUp();
  const ended = follow('job_1', { signal, onJob: () => undefined });
  server.known = job(1, true);
  socket().onReset();
  expect(await ended).toMatchObject({ progress: 1 });
});
