import { err, type Failure, ok, type Result } from '@reelmill/core';
import type { Engine } from '../engine.ts';
import type { UploadRecord } from '../ports/index.ts';
import { EXPIRES_AFTER_MS } from './expiry.ts';
import { empty, otherLength } from './upload-failures.ts';

type QuotaEngine = Pick<Engine, 'store' | 'refuseBeyondQuota'>;

/** A deferred length is told once, with any part, and never less than what is there. QUOTA_EXCEEDED where it is too much. */
export const withLength = async (
  { store, refuseBeyondQuota }: QuotaEngine,
  record: UploadRecord,
  lengthBytes: number | undefined,
): Promise<Result<UploadRecord>> => {
  if (lengthBytes === undefined || lengthBytes === record.lengthBytes) return ok(record);
  if (record.lengthBytes !== null || lengthBytes < record.offsetBytes) return err(otherLength);
  if (lengthBytes === 0) return err(empty);
  const refused = await store.transaction(async (tx) => {
    const more = { bytes: lengthBytes - record.offsetBytes, jobs: 0 };
    const over = await refuseBeyondQuota(tx, record.ownerId, more);
    if (!over) await tx.uploads.update(record.id, { lengthBytes }, 'uploading');
    return over;
  });
  return refused ? err(refused) : ok({ ...record, lengthBytes });
};

/**
 * Writes down how far the durable bytes reach, which puts off the end of the upload. Where nobody has said how long it will be, bytes
 * are asked for as they come: QUOTA_EXCEEDED, and they do not count.
 */
export const keepOffset = async (
  { store, refuseBeyondQuota }: QuotaEngine,
  { id, ownerId, lengthBytes }: UploadRecord,
  offsetBytes: number,
  nowMs: number,
): Promise<Failure | undefined> => {
  const patch = { offsetBytes, expiresAtMs: nowMs + EXPIRES_AFTER_MS };
  if (lengthBytes !== null) {
    await store.direct.uploads.update(id, patch, 'uploading');
    return undefined;
  }
  return store.transaction(async (tx) => {
    const had = (await tx.uploads.get(id))?.offsetBytes ?? offsetBytes;
    const over = await refuseBeyondQuota(tx, ownerId, { bytes: offsetBytes - had, jobs: 0 });
    if (!over) await tx.uploads.update(id, patch, 'uploading');
    return over;
  });
};
