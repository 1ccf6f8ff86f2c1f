import type { ReelmillEvent } from '@reelmill/core';

/**
 * Fan-out of events that the Store has already numbered and kept. Delivery is at most once per listener and in
 * sequence order per publisher; whoever missed something reads it back from the Store.
 *
 * Deliberately not here: persistence, replay, filtering.
 */
export interface EventBus {
  publish(events: readonly ReelmillEvent[]): void;
  /** Returns how to stop listening. Listeners must not throw. */
  subscribe(listener: (event: ReelmillEvent) => void): () => void;
  close(): Promise<void>;
}
