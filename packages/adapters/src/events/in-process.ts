import type { ReelmillEvent } from '@reelmill/core';
import type { EventBus } from '@reelmill/engine/ports';

/** Fan-out within this process, before `publish` returns. */
export const createInProcessEventBus = (): EventBus => {
  const listeners = new Set<{ readonly call: (event: ReelmillEvent) => void }>();
  const waiting: ReelmillEvent[] = [];
  let isDelivering = false;
  let isClosed = false;

  const deliver = (event: ReelmillEvent): void => {
    // who subscribes from within a listener gets what comes after
    const audience = Array.from(listeners);
    for (const listener of audience) if (listeners.has(listener)) listener.call(event);
  };

  return {
    publish: (events) => {
      if (isClosed) return;
      waiting.push(...events);
      // published from within a listener: after the event everybody is still getting
      if (isDelivering) return;
      isDelivering = true;
      try {
        for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) deliver(event);
      } finally {
        isDelivering = false;
        // only when a listener threw, which is a bug: what it held up is readable from the Store
        waiting.length = 0;
      }
    },
    subscribe: (call) => {
      const listener = { call };
      if (!isClosed) listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      isClosed = true;
      waiting.length = 0;
      listeners.clear();
    },
  };
};
