import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dispatch } from '../ports/index.ts';

/** Every sentence of the Dispatch port as a test; each case gets a fresh one from `open`. */
export const describeDispatchConformance = (name: string, open: () => Promise<Dispatch>): void => {
  describe(`Dispatch: ${name}`, () => {
    let dispatch: Dispatch;
    beforeEach(async () => {
      dispatch = await open();
    });
    afterEach(() => dispatch.close());

    /** A listener, and how to wait until it has heard something since the last time. */
    const ear = () => {
      const listener = vi.fn<() => void>();
      return {
        listener,
        hears: async () => {
          await vi.waitFor(() => expect(listener).toHaveBeenCalled());
          listener.mockClear();
        },
      };
    };

    it('wakes whoever listens, every time', async () => {
      const [a, b] = [ear(), ear()];
      dispatch.onWake(a.listener);
      dispatch.onWake(b.listener);
      for (let round = 0; round < 3; round += 1) {
        dispatch.wake();
        await Promise.all([a.hears(), b.hears()]);
      }
    });

    it('does not call a listener before wake has returned', () => {
      const { listener } = ear();
      dispatch.onWake(listener);
      dispatch.wake();
      expect(listener).not.toHaveBeenCalled();
    });

    it('hears a wake that comes from a listener', async () => {
      const rest = ear();
      let isFirst = true;
      dispatch.onWake(() => {
        if (!isFirst) return rest.listener();
        isFirst = false;
        dispatch.wake();
      });
      dispatch.wake();
      await rest.hears();
    });

    it('wakes nobody who has stopped listening, and goes on for the others', async () => {
      const [gone, stays] = [ear(), ear()];
      const stop = dispatch.onWake(gone.listener);
      dispatch.onWake(stays.listener);
      stop();
      stop();
      dispatch.wake();
      await stays.hears();
      expect(gone.listener).not.toHaveBeenCalled();
    });

    it('takes the same listener twice as two', async () => {
      const { listener, hears } = ear();
      const stop = dispatch.onWake(listener);
      dispatch.onWake(listener);
      stop();
      dispatch.wake();
      await hears();
    });

    it('is quiet after close, however often it is closed or woken', async () => {
      const { listener } = ear();
      dispatch.onWake(listener);
      dispatch.wake();
      await dispatch.close();
      listener.mockClear();
      await dispatch.close();
      dispatch.wake();
      dispatch.onWake(listener)();
      const other = await open();
      const heard = ear();
      other.onWake(heard.listener);
      other.wake();
      await heard.hears();
      await other.close();
      expect(listener).not.toHaveBeenCalled();
    });
  });
};
