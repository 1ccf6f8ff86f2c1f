import type { MultipartRecord } from '../ports/index.ts';
import { EMPTY_EXPIRES_AFTER_MS, EXPIRES_AFTER_MS } from './expiry.ts';
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
    const { id, state } = record;
    if (ending.has(id)) continue;
    try {
      if (state !== 'uploading') await finishMultipart(context, id);
      else if ((await isUnwanted(engine.store.direct, record)) || (await isOver(context, record)))
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

/** Parts may go past us into the store, so that one is asked, once, before an upload without any is given up early. */
const isOver = async (
  { parts, nowMs, arriving, begun }: MultipartContext,
  record: MultipartRecord,
): Promise<boolean> => {
  const { id, expiresAtMs } = record;
  if (expiresAtMs <= nowMs()) return true;
  const askedAtMs = expiresAtMs - EXPIRES_AFTER_MS;
  if (askedAtMs + EMPTY_EXPIRES_AFTER_MS > nowMs() || arriving.has(id) || begun.has(id)) return false;
  const isEmpty = (await parts.parts(record)).length === 0;
  if (!isEmpty) begun.add(id);
  return isEmpty;
};
