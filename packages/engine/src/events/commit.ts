import type { EventBody, ReelmillEvent } from '@reelmill/core';
import {
  crashPoint,
  type Dispatch,
  type EventBus,
  type Store,
  type StoreOperations,
} from '../ports/index.ts';

/** What a transaction says happened. Numbered and kept with it, sent out only after it. */
export type Emit = (
  about: { readonly assetId: string | null; readonly jobId: string | null },
  body: EventBody,
) => Promise<void>;

/** One transaction with its events (an outbox): whoever sees an event can read what it is about. */
export type Commit = <T>(
  work: (tx: StoreOperations, emit: Emit) => Promise<T>,
  options?: { readonly durable?: boolean },
) => Promise<T>;

export const createCommit = (ports: {
  readonly store: Store;
  readonly bus: EventBus;
  readonly dispatch: Dispatch;
  readonly nowMs: () => number;
}): Commit => {
  return async (work, options) => {
    const emitted: ReelmillEvent[] = [];
    // Sent out while the disk still syncs: in the order of their numbers, and progress without that wait.
    const onVisible = (): void => {
      crashPoint('commit.before-publish');
      if (emitted.length > 0) ports.bus.publish(emitted);
      if (emitted.some(makesWorkDue)) ports.dispatch.wake();
    };
    return ports.store.transaction(
      async (tx) => {
        emitted.length = 0;
        return work(tx, async (about, body) => {
          emitted.push(await tx.events.append({ atMs: ports.nowMs(), ...about, body }));
        });
      },
      { ...options, onVisible },
    );
  };
};

const makesWorkDue = (event: ReelmillEvent): boolean =>
  event.type === 'step.updated'
    ? event.step.state === 'ready'
    : event.type === 'job.updated' && event.job.finishedAt === null;
