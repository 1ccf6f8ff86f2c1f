import { setTimeout as sleep } from 'node:timers/promises';
import { cleanFileName, err, type Failure, failure, ok, type Result } from '@reelmill/core';
import type { Uploads } from '../ingest/uploads.ts';
import { crashPoint, type ImportRecord, type Store, type UploadRecord } from '../ports/index.ts';
import type { Fetched, FetchGuard } from './fetch-guarded.ts';
import { openOrigin } from './open-origin.ts';

export interface ReceiveContext {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly guard: FetchGuard;
  /** Before try n, in ms. */
  readonly backoffMs: (failures: number) => number;
}

/** Tries in a row that bring no byte. */
const MOST_FAILURES = 8;

/**
 * Fetches the bytes of an import through an upload, so that they are durable, counted and become an asset exactly once
 * like any others. A connection that breaks is gone on with where it broke, if the other side still has the same bytes.
 */
export const receiveImport = async (
  context: ReceiveContext,
  id: string,
  signal: AbortSignal,
): Promise<Result<UploadRecord>> => {
  for (;;) {
    const record = await context.store.direct.imports.get(id);
    if (!record || signal.aborted) return err(cancelled);
    const known = record.uploadId === null ? undefined : await context.uploads.look(record.uploadId);
    if (known?.state === 'complete') return ok(known);
    const had = known?.offsetBytes ?? 0;
    const received = await receiveOnce(context, record, known, signal);
    if (signal.aborted) return err(cancelled);
    if (received.ok && received.value.state === 'complete') return received;
    if (!received.ok && received.error.reason !== 'transient') return received;
    const has = received.ok ? received.value.offsetBytes : had;
    const failures = has > had ? 1 : record.failures + 1;
    if (failures > MOST_FAILURES) return err(received.ok ? brokeOff : received.error);
    await context.store.direct.imports.update(id, { failures });
    await sleep(context.backoffMs(failures), undefined, { signal }).catch(() => undefined);
  }
};

const receiveOnce = async (
  context: ReceiveContext,
  record: ImportRecord,
  known: UploadRecord | undefined,
  signal: AbortSignal,
): Promise<Result<UploadRecord>> => {
  const { store, uploads, guard } = context;
  const from = { startByte: known?.offsetBytes ?? 0, etag: record.etag };
  const { origin } = record;
  if (origin.type === 'object') throw new Error('an object of the store is not fetched');
  const opened = await openOrigin(origin, guard, from, signal);
  if (!opened.ok) return opened;
  const fetched = opened.value;
  const goesOn = known && fetched.startByte === known.offsetBytes && fetched.startByte > 0;
  if (known && !goesOn) await uploads.terminate(known.id);
  const upload = goesOn ? ok(known) : await newUpload(uploads, record, fetched);
  if (!upload.ok) {
    fetched.body.destroy();
    return upload;
  }
  const { id: uploadId, offsetBytes } = upload.value;
  crashPoint('import.upload-made');
  const { etag, sizeBytes } = fetched;
  await store.direct.imports.update(record.id, { etag, sizeBytes, fileName: upload.value.fileName });
  const counted = limited(fetched, guard.maxBytes);
  const sent = await uploads.append(uploadId, { offsetBytes, body: counted.body });
  fetched.body.destroy();
  if (counted.isTooLong()) {
    await uploads.terminate(uploadId);
    return err(tooLong(guard.maxBytes));
  }
  if (!sent.ok || !counted.isWhole() || sent.value.lengthBytes !== null) return sent;
  // Only now is it known how long it is.
  const nothing = (async function* () {})();
  return uploads.append(uploadId, {
    offsetBytes: sent.value.offsetBytes,
    body: nothing,
    lengthBytes: sent.value.offsetBytes,
  });
};

const newUpload = (
  uploads: Uploads,
  record: ImportRecord,
  { sizeBytes, fileName }: Fetched,
): Promise<Result<UploadRecord>> =>
  uploads.create({
    ownerId: record.ownerId,
    importId: record.id,
    fileName: record.fileName === '' ? cleanFileName(fileName ?? undefined) : record.fileName,
    lengthBytes: sizeBytes,
    tusMetadata: '',
    metadata: record.metadata,
    recipe: { name: record.recipeName, recipe: record.recipe },
    priority: record.priority,
  });

/** Ends a body that turns out longer than is accepted, and remembers whether it came to its own end. */
const limited = ({ body, startByte }: Fetched, maxBytes: number) => {
  let [bytes, isWhole, isTooLong] = [startByte, false, false];
  const count = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        isTooLong = true;
        return;
      }
      yield chunk;
    }
    isWhole = true;
  };
  return { body: count(), isWhole: () => isWhole, isTooLong: () => isTooLong };
};

const cancelled: Failure = failure('CANCELLED', 'cancelled', 'The import was cancelled.');
const brokeOff: Failure = failure('FETCH_FAILED', 'transient', 'The address broke off again and again.');
const tooLong = (maxBytes: number): Failure =>
  failure(
    'PAYLOAD_TOO_LARGE',
    'limit-exceeded',
    `The address gives more than the ${maxBytes} bytes that are accepted.`,
  );
