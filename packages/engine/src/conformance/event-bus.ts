import type { ReelmillEvent } from '@reelmill/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventBus } from '../ports/index.ts';

const event = (seq: number): ReelmillEvent => ({
  seq,
  at: '2024-01-01T00:00:00.000Z',
  assetId: 'asset_1',
  jobId: null,
  ownerId: 'ann',
  type: 'asset.deleted',
});
const events = (...seqs: readonly number[]): readonly ReelmillEvent[] => seqs.map(event);

/** Every sentence of the EventBus port as a test; each case gets a fresh one from `open`. */
export const describeEventBusConformance = (name: string, open: () => Promise<EventBus>): void => {
  describe(`EventBus: ${name}`, () => {
    let bus: EventBus;
    beforeEach(async () => {
      bus = await open();
    });
    afterEach(() => bus.close());

    /** Collects what a listener gets; `has` waits until it is exactly these. */
    const listen = (to: EventBus = bus) => {
      const got: ReelmillEvent[] = [];
      const stop = to.subscribe((received) => got.push(received));
      const has = (...seqs: readonly number[]) =>
        vi.waitFor(() => expect(got.map((received) => received.seq)).toEqual(seqs));
      return { got, stop, has };
    };

    it('delivers whole events to every listener, in order, once', async () => {
      const [a, b] = [listen(), listen()];
      bus.publish(events(1, 2));
      bus.publish([]);
      bus.publish(events(3));
      await a.has(1, 2, 3);
      await b.has(1, 2, 3);
      expect(a.got).toEqual(events(1, 2, 3));
    });

    it('keeps the order when a listener publishes', async () => {
      bus.subscribe((received) => {
        if (received.seq === 1) bus.publish(events(3));
      });
      const later = listen();
      bus.publish(events(1, 2));
      await later.has(1, 2, 3);
    });

    it('gives nothing of what came before to who comes late', async () => {
      const early = listen();
      bus.publish(events(1));
      await early.has(1);
      const late = listen();
      bus.publish(events(2));
      await late.has(2);
      await early.has(1, 2);
    });

    it('gives nothing more to who has stopped, and goes on for the others', async () => {
      const [gone, stays] = [listen(), listen()];
      bus.publish(events(1));
      await gone.has(1);
      gone.stop();
      gone.stop();
      bus.publish(events(2));
      await stays.has(1, 2);
      await gone.has(1);
    });

    it('lets a listener stop itself, and others, in the middle of a delivery', async () => {
      const stopAll: (() => void)[] = [];
      const first = vi.fn(() => {
        for (const stop of stopAll) stop();
      });
      stopAll.push(bus.subscribe(first));
      const stays = listen();
      const gone = listen();
      stopAll.push(gone.stop);
      bus.publish(events(1, 2));
      await stays.has(1, 2);
      expect(first).toHaveBeenCalledTimes(1);
      await gone.has();
    });

    it('is quiet after close, however often it is closed or used', async () => {
      const closed = listen();
      await bus.close();
      await bus.close();
      bus.publish(events(1));
      bus.subscribe(() => undefined)();
      const other = await open();
      const witness = listen(other);
      other.publish(events(2));
      await witness.has(2);
      await other.close();
      await closed.has();
    });

    it('keeps the order of thousands', async () => {
      const listener = listen();
      const seqs = Array.from({ length: 3_000 }, (_, index) => index + 1);
      for (let from = 0; from < seqs.length; from += 7) bus.publish(events(...seqs.slice(from, from + 7)));
      await listener.has(...seqs);
    });
  });
};
