import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread that moves the log into the database file now and then. */
export interface Checkpoints {
  stop(): Promise<void>;
}

/** Checkpoints sync the whole database file, which may take long: a thread of their own keeps them off the event loop. */
export const startCheckpoints = (path: string): Checkpoints => {
  const worker = new Worker(new URL('./checkpoints.worker.ts', import.meta.url), { workerData: path });
  // the log only grows without it, and the connection's own checkpoints catch up then
  worker.on('error', () => undefined);
  worker.unref();
  let hasExited = false;
  worker.once('exit', () => {
    hasExited = true;
  });
  return {
    async stop() {
      if (hasExited) return;
      // now it is waited for: nothing else may be left that keeps the process alive
      worker.ref();
      const exit = once(worker, 'exit');
      // a thread's postMessage, which has no origin to name
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage('stop');
      await exit;
    },
  };
};
