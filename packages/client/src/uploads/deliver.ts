import { type ApiError, err, ok, type Result } from '@reelmill/core';
import type { Announced } from './course.ts';
import { patiently, remedyFor } from './retry.ts';
import { undo } from './undo.ts';
import type { UploadContext } from './upload-context.ts';
import { type Became, sizeOf, type UploadFile, type UploadRecord } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';
import type { UploadStatus } from './upload-status.ts';

/** An upload whose files were read, on its way. */
export interface Delivery {
  /** In the order of the record's files. */
  readonly sources: readonly UploadSource[];
  readonly record: () => UploadRecord;
  readonly signal: AbortSignal;
  readonly change: (change: Partial<UploadStatus>) => void;
  /** Writes down what must be known after a crash. */
  readonly keep: (change: Partial<UploadRecord>) => void;
  readonly bytesSent: () => number;
}

/** How often a file is sent when what arrived is lost or wrong. */
const MOST_SENDINGS = 3;

/**
 * Brings what was read to the server, unless its bytes are there. Rejects with the signal's reason, or when a file cannot be
 * read.
 */
export const deliver = async (
  context: UploadContext,
  delivery: Delivery,
): Promise<Result<Became, ApiError>> => {
  const { record, signal, keep } = delivery;
  const announced = announcementOf(record());
  const release = await context.turnsOf(announced.files.map(({ sha256 }) => sha256).join()).take(signal);
  try {
    for (let sendings = 1; ; sendings += 1) {
      const sent = await sendOnce(context, delivery, announced);
      if (sent.ok || remedyFor(sent.error) !== 'send-again' || sendings === MOST_SENDINGS) return sent;
      if (record().uploadId === undefined) return sent;
      const cleared = await patiently(() => undo(context, record()), { signal });
      if (!cleared.ok) return cleared;
      keep({ uploadId: undefined });
    }
  } finally {
    release();
  }
};

const announcementOf = ({ key, wish, files }: UploadRecord): Announced => ({
  ...{ key, wish },
  files: files.filter((file): file is UploadFile & { readonly sha256: string } => file.sha256 !== null),
});

const sendOnce = async (
  context: UploadContext,
  { sources, record, signal, change, keep, bytesSent }: Delivery,
  announced: Announced,
): Promise<Result<Became, ApiError>> => {
  const onWait = (error: ApiError | null): void => change({ state: error ? 'waiting' : 'active', error });
  const patience = { signal, onWait, bytesMoved: bytesSent };
  const course = context.courseOf(record());
  const sizeBytes = sizeOf(record());

  change({ state: 'active', stage: 'send' });
  let id = record().uploadId;
  if (id === undefined) {
    const here = await patiently(() => context.alreadyHere(announced), patience);
    if (!here.ok) return here;
    if (here.value) return ok(here.value);
    signal.throwIfAborted();
    const begun = await patiently(() => course.begin(announced), patience);
    if (!begun.ok) return begun;
    id = begun.value;
    keep({ uploadId: id });
  }
  signal.throwIfAborted();
  const onBytes = (bytes: number): void => change({ bytesSent: bytes, stageProgress: bytes / sizeBytes });
  const sent = await patiently(() => course.send(id, announced, sources, { signal, onBytes }), patience);
  if (!sent.ok) return sent;
  change({ stage: 'verify', bytesSent: sizeBytes });
  const finished = await patiently(() => course.finish(id, announced), patience);
  if (!finished.ok) return err(finished.error);
  const isOurs = announced.wish.replacesAssetId === undefined;
  return ok({ ...finished.value, isOurs, wasHere: false });
};
