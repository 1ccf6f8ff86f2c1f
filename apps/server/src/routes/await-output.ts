import type { RequestedOutput, Result } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';

/** When to ask again for what is being made. */
export const RETRY_AFTER_SECONDS = 2;

/** Waits for an output being made, at most so long, and no longer than the caller does. */
export const awaitOutput = async (
  engine: Engine,
  { id, name }: { readonly id: string; readonly name: string },
  waitSeconds: number,
  gone: AbortSignal,
): Promise<Result<RequestedOutput>> => {
  const changed = Promise.withResolvers<void>();
  const late = AbortSignal.any([gone, AbortSignal.timeout(waitSeconds * 1000)]);
  late.addEventListener('abort', () => changed.resolve(), { once: true });
  let jobId: string | undefined;
  const stop = engine.subscribe((event) => {
    const isThere = event.type === 'output.published' && event.assetId === id && event.output.name === name;
    const isOver = event.type === 'job.updated' && event.job.id === jobId && event.job.finishedAt !== null;
    if (isThere || isOver) changed.resolve();
  });
  try {
    const first = await engine.requestOutput(id, name);
    if (!first.ok || first.value.state === 'made' || waitSeconds === 0) return first;
    jobId = first.value.job.id;
    // It may have ended between the answer and now.
    const again = await engine.requestOutput(id, name);
    if (!again.ok || again.value.state === 'made') return again;
    await changed.promise;
    return await engine.requestOutput(id, name);
  } finally {
    stop();
  }
};
