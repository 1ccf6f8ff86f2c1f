import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/**
 * Moments between two effects at which a process may die and nothing may be lost. Tests kill it at each of them by
 * `REELMILL_CRASH_AT=<point>[:<n>]`, the n-th time it gets there (test/crash).
 */
export const CRASH_POINTS = [
  'upload.file-made',
  'upload.bytes-written',
  'upload.bytes-synced',
  'upload.offset-kept',
  'upload.digest-known',
  'upload.digest-kept',
  'upload.blob-placed',
  'upload.asset-made',
  'upload.row-deleted',
  'import.upload-made',
  'import.received',
  'import.ended',
  'multipart.opened',
  'multipart.joining',
  'multipart.part-joined',
  'multipart.verified',
  'multipart.placed',
  'multipart.asset-made',
  'transaction.file-kept',
  'transaction.checked',
  'transaction.asset-made',
  'transaction.undone',
  'claim.before',
  'claim.after',
  'attempt.started',
  'attempt.folder-made',
  'attempt.progress-kept',
  'attempt.verified',
  'attempt.committed',
  'attempt.cleaned',
  'blob.before-put',
  'blob.after-put',
  'blob.before-sync',
  'blob.before-rename',
  'blob.after-rename',
  'commit.before',
  'commit.before-publish',
  'output.published',
  'plan.inserted',
  'job.ended',
  'recover.work-removed',
  'recover.step-taken-back',
  'recover.jobs-advanced',
  'recover.uploads-reconciled',
  'delete.before-rows',
  'delete.after-rows',
  'delete.between-blobs',
  'garbage.before-delete',
  'garbage.after-delete',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

const dieAt = (wanted: string): ((point: CrashPoint) => void) => {
  const [name, nth = '1'] = wanted.split(':');
  let remaining = Number(nth);
  return (point) => {
    if (point !== name) return;
    remaining -= 1;
    if (remaining > 0) return;
    noteHit(point);
    process.kill(process.pid, 'SIGKILL');
  };
};

/** Whoever set the trap learns that it was reached, and not only that the process died. */
const noteHit = (point: CrashPoint): void => {
  const path = process.env['REELMILL_CRASH_LOG'];
  if (!path) return;
  const log = openSync(path, 'a');
  writeSync(log, `${point}\n`);
  fsyncSync(log);
  closeSync(log);
};

const wanted = process.env['REELMILL_CRASH_AT'];

/** Does nothing unless the environment names this point; then the process ends here, as by `kill -9`. */
export const crashPoint: (point: CrashPoint) => void = wanted ? dieAt(wanted) : () => {};
