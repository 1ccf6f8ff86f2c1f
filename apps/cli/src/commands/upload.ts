import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createClient, type UploadHandle, type Uploads } from '@reelmill/client';
import { nodeUploads, openFile } from '@reelmill/client/node';
import { failure } from '@reelmill/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { dataFolder } from '../session/data-folder.ts';
import { loadRecipe } from '../session/load-recipe.ts';
import { printable } from '../terminal/format.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { reportFailure } from '../terminal/report-failure.ts';
import { createUploadLine, HAS_ENDED } from '../terminal/upload-line.ts';

export interface UploadCommand {
  readonly recipe: string;
  readonly server: string;
  readonly json: boolean;
}

/** `reelmill upload`: files to a running server, watched until they play. Ctrl-C stops; the same command goes on. */
export const upload = async (files: readonly string[], options: UploadCommand): Promise<ExitCode> => {
  const recipe = await loadRecipe(options.recipe);
  if (!recipe.ok) return reportFailure(recipe.error, options.json);
  const paths = files.map((file) => resolve(file));
  const apiKey = process.env['REELMILL_KEY'];
  const { uploads } = createClient({
    ...{ baseUrl: options.server, uploads: nodeUploads({ stateFile: stateFileOf(paths, options) }) },
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  await uploads.restore();
  const added: UploadHandle[] = [];
  for (const path of paths) {
    const source = await openFile(path).catch(() => undefined);
    if (!source) {
      await uploads.close();
      const message = `${path} cannot be read; is it there?`;
      return reportFailure(failure('NOT_FOUND', 'bad-input', message), options.json);
    }
    // A preset is the server's own of that name.
    const wanted = options.recipe.endsWith('.json') ? JSON.stringify(recipe.value.recipe) : options.recipe;
    added.push(uploads.add(source, { recipe: wanted, origin: path }));
  }
  await watch(uploads, added, options);
  tell(added, options);
  if (added.some(({ status }) => !HAS_ENDED.has(status.state))) return EXIT.interrupted;
  return added.every(({ status }) => status.state === 'done') ? EXIT.ok : EXIT.failed;
};

/** Of this very command, so that it goes on and others beside it are left alone. */
const stateFileOf = (paths: readonly string[], { server, recipe }: UploadCommand): string => {
  const name = createHash('sha256')
    .update(JSON.stringify([server, recipe, paths]))
    .digest('hex');
  return join(dataFolder(), 'uploading', `${name}.json`);
};

const watch = async (
  uploads: Uploads,
  added: readonly UploadHandle[],
  { json }: UploadCommand,
): Promise<void> => {
  const interrupt = listenForInterrupt();
  const line = createUploadLine(json ? null : process.stderr);
  const stops = added.map((each) => each.subscribe(() => line.show(added)));
  try {
    const interrupted = Promise.withResolvers<void>();
    interrupt.signal.addEventListener('abort', () => interrupted.resolve(), { once: true });
    const ended = added.map((each) => each.until(({ state }) => HAS_ENDED.has(state)));
    await Promise.race([Promise.all(ended), interrupted.promise]);
  } finally {
    for (const stop of stops) stop();
    line.clear();
    interrupt.stopListening();
    await uploads.close();
  }
};

const tell = (added: readonly UploadHandle[], { json }: UploadCommand): void => {
  if (json) {
    const uploads = added.map(({ name, status }) => {
      const { state, sha256, wasHere, assetId, jobId, error } = status;
      return { name, state, sha256, wasHere, assetId, jobId, error };
    });
    process.stdout.write(`${JSON.stringify({ uploads })}\n`);
    return;
  }
  for (const { name, status } of added) process.stdout.write(`${wordsOf(printable(name), status)}\n`);
};

const wordsOf = (name: string, { state, assetId, wasHere, error }: UploadHandle['status']): string => {
  if (state === 'done') return `${assetId}  ${name}${wasHere ? ', which was already there' : ''}`;
  if (HAS_ENDED.has(state)) return `${name}: ${printable(error?.message ?? state)}`;
  return `${name}: stopped; the same command goes on.`;
};
