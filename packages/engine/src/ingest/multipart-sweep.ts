import { isUnwanted } from './member-upload.ts';
import { discardMultipart, finishMultipart, type MultipartContext } from './multipart-finish.ts';

/**
 * Finishes uploads that were being joined when the process died, removes those that have expired, and bytes that have
 * belonged to none for `strayAfterMs`.
 */
export const sweepMultiparts = async (
  context: MultipartContext,
  { strayAfterMs }: { readonly strayAfterMs: number },
): Promise<void> => {
  const { engine, parts, log, nowMs, ending } = context;
  const unfinished = await engine.store.direct.multiparts.unfinished();
  for (const record of unfinished) {
    const { id, state, expiresAtMs } = record;
    if (ending.has(id)) continue;
    try {
      if (state !== 'uploading') await finishMultipart(context, id);
      else if (expiresAtMs <= nowMs() || (await isUnwanted(engine.store.direct, record)))
        await discardMultipart(context, id);
    } catch (error) {
      log.error({ err: error, uploadId: id }, 'an upload could not be finished; it is tried again');
    }
  }
  const known = new Set(unfinished.map(({ id }) => id));
  for await (const { id, sinceMs } of parts.list()) {
    if (!known.has(id) && !ending.has(id) && nowMs() - sinceMs >= strayAfterMs) await parts.discard(id);
  }
};
