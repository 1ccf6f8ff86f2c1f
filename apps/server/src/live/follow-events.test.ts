import type { ReelmillEvent } from '@reelmill/core';
import { expect, it } from 'vitest';
import { followEvents } from './follow-events.ts';

const deleted = (seq: number): ReelmillEvent => ({
  seq,
  at: '2026-01-01T00:00:00.000Z',
  assetId: null,
  jobId: null,
  ownerId: 'local',
  type: 'asset.deleted',
});

const engineWith = (missed: readonly ReelmillEvent[]) => {
  const listeners = new Set<(event: ReelmillEvent) => void>();
  return {
    listeners,
    publish: (seq: number) => listeners.forEach((listener) => listener(deleted(seq))),
    subscribe: (listener: (event: ReelmillEvent) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    newestEventSeq: async () => missed.at(-1)?.seq ?? 0,
    eventsSince: async () => missed,
  };
};

const socketWith = (buffered: () => number) => {
  const sent: string[] = [];
  const ends: unknown[] = [];
  return {
    sent,
    ends,
    get bufferedAmount() {
      return buffered();
    },
    send: (text: string) => void sent.push(text),
    close: (code: number) => void ends.push(code),
    terminate: () => void ends.push('terminated'),
    on: () => undefined,
  };
};

it('hears what happens between reading the past and catching up, once', async () => {
  const engine = engineWith([deleted(1), deleted(2)]);
  const readPast = engine.eventsSince;
  engine.eventsSince = async () => {
    engine.publish(2);
    engine.publish(3);
    return readPast();
  };
  const socket = socketWith(() => 0);
  await followEvents(engine, socket, { since: 0 });
  engine.publish(4);
  expect(socket.sent.map((text) => JSON.parse(text).seq)).toEqual([2, 1, 2, 3, 4]);
});

it('cuts off a listener that does not read, and forgets it', async () => {
  let buffered = 0;
  const engine = engineWith([]);
  const socket = socketWith(() => buffered);
  await followEvents(engine, socket, {});
  engine.publish(1);
  buffered = 5 << 20;
  engine.publish(2);
  engine.publish(3);
  expect(socket.sent).toHaveLength(2);
  expect(socket.ends).toEqual([1013, 'terminated']);
  expect(engine.listeners.size).toBe(0);
});
