import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@reelmill/client';
import { connect } from '@reelmill/client/node';
import type { ApiError, Bulk, BulkItem } from '@reelmill/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadRecipe } from '../session/load-recipe.ts';
import { createBulkLine } from '../terminal/bulk-line.ts';
import { printable } from '../terminal/format.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { reportFailure } from '../terminal/report-failure.ts';

export interface BulkOptions {
  readonly recipe: string;
  readonly all: boolean;
  readonly search?: string;
  readonly server: string;
  readonly json: boolean;
}

const LOOK_EVERY_MS = 1000;
/** More than anybody reads on a terminal; `items` of the API has them all. */
const MOST_SHOWN = 50;

/** `reelmill bulk`: one recipe on many assets of a running server. Watched to its end; Ctrl-C ends the watching alone. */
export const bulk = async (assetIds: readonly string[], options: BulkOptions): Promise<ExitCode> => {
  const recipe = await loadRecipe(options.recipe);
  if (!recipe.ok) return reportFailure(recipe.error, options.json);
  if ([assetIds.length > 0, options.search !== undefined, options.all].filter(Boolean).length !== 1)
    return report(ambiguous, options);
  const client = connect({}, { ...process.env, REELMILL_URL: options.server });
  const { search } = options;
  const created = await client.bulk.create({
    // A preset is the server's own of that name.
    recipe: options.recipe.endsWith('.json') ? recipe.value.recipe : options.recipe,
    ...(assetIds.length > 0
      ? { assetIds: [...assetIds] }
      : { query: search === undefined ? {} : { search } }),
  });
  if (!created.ok) return report(created.error, options);
  const ended = await watch(client, created.value, options);
  if (!ended.ok) return report(ended.error, options);
  const failed = await client.bulk.items(created.value.id, { state: 'failed', limit: MOST_SHOWN, offset: 0 });
  if (!failed.ok) return report(failed.error, options);
  tell(ended.value, failed.value.items, options);
  return ended.value.finishedAt === null ? EXIT.interrupted : EXIT_OF[ended.value.state];
};

const EXIT_OF: Readonly<Record<Bulk['state'], ExitCode>> = {
  running: EXIT.interrupted,
  succeeded: EXIT.ok,
  failed: EXIT.failed,
  cancelled: EXIT.interrupted,
};

const ambiguous: ApiError = {
  code: 'INVALID_REQUEST',
  message: 'Say which assets: their ids, --search with words of their names, or --all.',
};

/** How it stands when it has ended, or when nobody watches any more. */
const watch = async (
  client: Client,
  first: Bulk,
  { json }: BulkOptions,
): ReturnType<Client['bulk']['get']> => {
  const interrupt = listenForInterrupt();
  const line = createBulkLine(json ? null : process.stderr);
  try {
    for (let bulkJob = first; ; ) {
      line.show(bulkJob);
      if (bulkJob.finishedAt !== null || interrupt.signal.aborted) return { ok: true, value: bulkJob };
      await wait(LOOK_EVERY_MS, undefined, { signal: interrupt.signal }).catch(() => {});
      const next = await client.bulk.get(bulkJob.id);
      if (!next.ok) return next;
      bulkJob = next.value;
    }
  } finally {
    line.clear();
    interrupt.stopListening();
  }
};

const tell = (bulkJob: Bulk, failed: readonly BulkItem[], { json }: BulkOptions): void => {
  if (json) {
    process.stdout.write(`${JSON.stringify({ bulk: bulkJob, failed })}\n`);
    return;
  }
  const { total, succeeded } = bulkJob.items;
  const goesOn = bulkJob.finishedAt === null ? ' It goes on without being watched.' : '';
  process.stdout.write(
    `${succeeded} of ${total} assets done, ${bulkJob.items.failed} failed: ${bulkJob.id}.${goesOn}\n`,
  );
  for (const { assetId, assetName, error } of failed)
    process.stdout.write(`  ${assetId}  ${printable(assetName)}: ${printable(error?.message ?? 'failed')}\n`);
};

/** What a server refuses, or that there is none. */
const report = (error: ApiError, { json }: BulkOptions): ExitCode => {
  if (json) process.stdout.write(`${JSON.stringify({ error })}\n`);
  else process.stderr.write(`reelmill: ${printable(error.message)} (${error.code})\n`);
  return error.code === 'INVALID_REQUEST' || error.code === 'INVALID_RECIPE' ? EXIT.usage : EXIT.failed;
};
