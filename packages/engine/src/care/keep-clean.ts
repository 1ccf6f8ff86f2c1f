import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineLog } from '../run/run-context.ts';
import { type CareContext, collectGarbage } from './discard-blobs.ts';

interface CleanContext extends CareContext {
  /** Where attempts have their folders. */
  readonly workFolder: string;
  readonly nowMs: () => number;
  readonly log: EngineLog;
}

/** What is unreferenced for so long goes: whoever was about to name it is long gone. */
const GRACE_MS = 3600_000;
const EVERY_MS = 3600_000;

/** Collects unreferenced blobs and the folders of dead attempts, now and every hour. */
export const createCleaner = (context: CleanContext) => {
  const stopping = new AbortController();
  let cleaning: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const clean = async (): Promise<void> => {
    try {
      await collectGarbage(context, context.nowMs(), GRACE_MS, stopping.signal);
      await removeDeadAttempts(context);
    } catch (error) {
      context.log.error({ err: error }, 'unreferenced bytes could not be collected');
    }
    cleaning = undefined;
  };
  const begin = (): void => {
    cleaning ??= clean();
  };

  return {
    start: (): void => {
      begin();
      timer = setInterval(begin, EVERY_MS);
      timer.unref();
    },
    /** Resolves when nothing is looked at or deleted any more. */
    stop: async (): Promise<void> => {
      clearInterval(timer);
      stopping.abort();
      await cleaning;
    },
  };
};

/** An attempt removes its own folder; one that could not, on a failing disk, has left it behind. */
const removeDeadAttempts = async ({ store, workFolder, nowMs }: CleanContext): Promise<void> => {
  for (const name of await namesIn(workFolder)) {
    const [jobId = '', stepKey = '', epoch] = name.split('.');
    const step = await store.direct.steps.get(jobId, stepKey);
    if (step?.state === 'running' && String(step.epoch) === epoch) continue;
    const folder = join(workFolder, name);
    const found = await stat(folder).catch(() => undefined);
    if (found && nowMs() - found.mtimeMs >= GRACE_MS) await rm(folder, { recursive: true, force: true });
  }
};

/** None before the first attempt has made the folder. */
const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};
