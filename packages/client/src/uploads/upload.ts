import { deliver } from './deliver.ts';
import { hashFiles } from './hash-files.ts';
import { openAll } from './open-again.ts';
import { patiently, remedyFor } from './retry.ts';
import { createSpeed } from './speed.ts';
import { atStake, undo } from './undo.ts';
import type { UploadContext } from './upload-context.ts';
import type { ManagedUpload, Sources } from './upload-handle.ts';
import { assetGone, empty, notOpened, otherFile, unreadable } from './upload-problems.ts';
import { sizeOf, type UploadRecord } from './upload-record.ts';
import { changed, isUnderWay, NEW_UPLOAD, type UploadStatus } from './upload-status.ts';

/** An upload as it is found: with its files, where it was added here; in another page, which has it. */
interface Given {
  readonly record: UploadRecord;
  readonly sources?: Sources;
  readonly isElsewhere?: boolean;
}

/** One upload, from what is known of it; does nothing before `start` or `restore`. Every state it is in is changed here. */
export const createUpload = (context: UploadContext, given: Given): ManagedUpload => {
  const listeners = new Set<() => void>();
  const speed = createSpeed();
  let { record, sources } = given;
  let status: UploadStatus = given.isElsewhere ? { ...NEW_UPLOAD, state: 'elsewhere' } : NEW_UPLOAD;
  /** Those whose digests the record has. */
  let hashed: Sources | undefined;
  /** Chosen for this upload: other bytes are a mistake, and not a new edition. */
  let mustBeSame = false;
  let controller = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let written: Promise<void> = Promise.resolve();

  const change = (part: Partial<UploadStatus>): void => {
    const bytesPerSecond = part.bytesSent === undefined ? status.bytesPerSecond : speed.note(part.bytesSent);
    status = changed(status, { bytesPerSecond, ...part });
    for (const listener of [...listeners]) listener();
  };
  const write = (task: () => Promise<void>): void => {
    written = written.then(task).catch(() => undefined);
  };
  const keep = (part: Partial<UploadRecord>): void => {
    record = { ...record, ...part };
    const row = record;
    write(() => context.rows.put(row));
  };
  const forget = (): void => write(() => context.rows.delete(record.key));

  /** Whether these are files to go on with. */
  const hash = async (read: Sources, signal: AbortSignal): Promise<boolean> => {
    change({ state: 'active', stage: 'hash' });
    const onBytes = (bytes: number): void => change({ stageProgress: bytes / sizeOf(record) });
    const digests = await hashFiles(context.hash, read, { signal, onBytes });
    const old = record;
    const isOther = old.files.some(({ sha256 }, index) => sha256 !== null && sha256 !== digests[index]);
    if (isOther && mustBeSame) return false;
    hashed = read;
    const files = old.files.map((file, index) => ({ ...file, sha256: digests[index] ?? null }));
    keep({ files, ...(isOther ? { uploadId: undefined } : {}) });
    change({ sha256: digests[0] ?? null });
    // Another file under the same name: the half that was sent is of no use to it.
    if (isOther) await patiently(() => undo(context, old), { signal });
    return true;
  };

  /** Answers what ends it here, if anything does. */
  const bring = async (read: Sources, signal: AbortSignal): Promise<Partial<UploadStatus> | undefined> => {
    const release = await context.slots.take(signal);
    try {
      if (hashed !== read && !(await hash(read, signal))) {
        sources = undefined;
        return { state: 'needs-file', error: otherFile };
      }
      const bytesSent = (): number => status.bytesSent;
      const brought = await deliver(context, {
        ...{ sources: read, record: () => record, signal, change, keep, bytesSent },
      });
      if (!brought.ok) return { state: 'failed', error: brought.error };
      keep({ became: brought.value, uploadId: undefined });
      signal.throwIfAborted();
      return undefined;
    } finally {
      release();
    }
  };

  const process = async (signal: AbortSignal): Promise<Partial<UploadStatus>> => {
    const { assetId = null, jobId = null, wasHere = false } = record.became ?? {};
    change({ state: 'active', stage: 'process', error: null, assetId, jobId, wasHere });
    if (jobId === null) return { state: 'done', stageProgress: 1 };
    const job = await context.followJob(jobId, {
      signal,
      onJob: (seen) => change({ job: seen, stageProgress: seen.progress }),
    });
    if (job?.state === 'succeeded') return { state: 'done', stageProgress: 1 };
    if (job?.state === 'cancelled') return { state: 'cancelled' };
    return { state: 'failed', error: job?.error ?? assetGone };
  };

  const go = async (signal: AbortSignal): Promise<Partial<UploadStatus>> => {
    if (!record.became) {
      if (sizeOf(record) === 0) return { state: 'failed', error: empty };
      sources ??= await open(false);
      if (!sources) return { state: 'needs-file' };
      const early = await bring(sources, signal);
      if (early) return early;
    }
    const end = await process(signal);
    forget();
    return end;
  };

  const start = (): void => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    speed.forget();
    keep({});
    change({ state: 'queued', error: null, bytesPerSecond: null });
    const before = running;
    running = before
      .then(() => {
        signal.throwIfAborted();
        return go(signal);
      })
      .then(
        (end) => signal.aborted || change(end),
        () => {
          if (signal.aborted) return;
          sources = undefined;
          change({ state: 'needs-file', error: unreadable });
        },
      )
      .then(() => undefined);
  };

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const open = (mayAsk: boolean): Promise<Sources | undefined> =>
    openAll(context.openAgain, record.files, mayAsk);

  const give = (chosen: Sources): void => {
    sources = chosen;
    keep({ isPaused: false });
    start();
  };
  /** A click came before this: the browser may ask for leave. */
  const goOn = async (): Promise<void> => {
    const opened = sources ?? (await open(true));
    if (opened) give(opened);
    else change({ state: 'needs-file', error: canAsk() ? notOpened : null });
  };
  const canAsk = (): boolean => record.files.every(({ origin }) => origin !== undefined);

  const retryJob = async (jobId: string): Promise<void> => {
    const retried = await context.retryJob(jobId);
    if (!retried.ok) return change({ error: retried.error });
    if (record.became) keep({ became: { ...record.became, jobId: retried.value.id } });
    status = { ...status, progress: 0, job: null };
    start();
  };

  return {
    get key() {
      return record.key;
    },
    get name() {
      return record.wish.name;
    },
    get sizeBytes() {
      return sizeOf(record);
    },
    get status() {
      return status;
    },
    get canAsk() {
      return canAsk();
    },
    get atStake() {
      return atStake(record, status.bytesSent);
    },
    get record() {
      return record;
    },
    get sources() {
      return sources;
    },
    subscribe,
    until: (test) =>
      new Promise((resolve) => {
        const stop = subscribe(look);
        function look(): void {
          if (!test(status)) return;
          stop();
          resolve(status);
        }
        look();
      }),
    start,
    give: (chosen) => {
      mustBeSame = false;
      give(chosen);
    },
    restore,
    pause: () => {
      if (status.stage === 'process' || !PAUSABLE.has(status.state)) return;
      controller.abort();
      keep({ isPaused: true });
      change({ state: 'paused', error: null, bytesPerSecond: null });
    },
    resume: () => {
      const { state, stage, jobId } = status;
      const hasEnded = state === 'failed' || (state === 'cancelled' && !record.isCancelled);
      if (hasEnded && stage === 'process' && jobId !== null) void retryJob(jobId);
      else if (state === 'paused' || state === 'failed' || state === 'needs-file') void goOn();
    },
    resumeWith: (...chosen) => {
      if (status.state !== 'needs-file') return;
      const { files } = record;
      const isAlike =
        chosen.length === files.length && chosen.every(({ size }, i) => size === files[i]?.sizeBytes);
      if (!isAlike) return change({ error: otherFile });
      mustBeSame = true;
      give(chosen);
    },
    cancel: async () => {
      if (!isUnderWay(status) || status.state === 'elsewhere') return;
      controller.abort();
      keep({ isCancelled: true });
      change({ state: 'cancelled', error: null, bytesPerSecond: null });
      await running;
      await takeBack();
    },
    letGo,
    forget: () => {
      forget();
      return letGo();
    },
  };

  async function letGo(): Promise<void> {
    controller.abort();
    await running;
    await written;
  }

  /** However long it takes; the row stays until it is done, so that a reload goes on with it. */
  async function takeBack(): Promise<void> {
    controller = new AbortController();
    const { signal } = controller;
    await patiently(() => undo(context, record), { signal });
    forget();
    await written;
  }

  async function restore(left: UploadRecord): Promise<void> {
    record = left;
    if (record.isCancelled) {
      change({ state: 'cancelled' });
      return takeBack();
    }
    if (record.became) return start();
    change({ state: 'needs-file', sha256: record.files[0]?.sha256 ?? null });
    await lookAtServer();
    if (record.became) return start();
    const opened = await open(false);
    if (!opened || status.state !== 'needs-file') return;
    sources = opened;
    if (record.isPaused) change({ state: 'paused' });
    else start();
  }

  /** How far it got, and whether it has become an asset without anybody here having heard. */
  async function lookAtServer(): Promise<void> {
    const { uploadId, wish } = record;
    if (uploadId === undefined) return;
    const { signal } = controller;
    const look = () => context.courseOf(record).look(uploadId);
    const found = await patiently(look, { signal });
    // The file was chosen again meanwhile.
    if (status.state !== 'needs-file') return;
    if (!found.ok) return remedyFor(found.error) === 'send-again' ? keep({ uploadId: undefined }) : undefined;
    const { bytes, received } = found.value;
    const isOurs = wish.replacesAssetId === undefined;
    if (received) keep({ became: { ...received, isOurs, wasHere: false } });
    else change({ stage: 'send', bytesSent: bytes, stageProgress: bytes / sizeOf(record) });
  }
};

const PAUSABLE: ReadonlySet<UploadStatus['state']> = new Set(['queued', 'active', 'waiting']);
