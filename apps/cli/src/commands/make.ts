import { mkdir } from 'node:fs/promises';
import { parse, resolve } from 'node:path';
import { allAtOnce, formatBytes, type Job } from '@reelmill/core';
import type { NamedRecipe } from '@reelmill/engine';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ExportedOutput, exportOutputs } from '../make/export-outputs.ts';
import { importSource } from '../make/import-source.ts';
import { runJob } from '../make/run-job.ts';
import { checkFile } from '../session/check-file.ts';
import { dataFolder } from '../session/data-folder.ts';
import { loadRecipe } from '../session/load-recipe.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { formatDuration, printable } from '../terminal/format.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { reportFailure } from '../terminal/report-failure.ts';

export interface MakeOptions {
  readonly recipe: string;
  readonly out?: string;
  readonly json: boolean;
}

/** `reelmill make`: a file in, playable files out, without a server. */
export const make = async (file: string, options: MakeOptions): Promise<ExitCode> => {
  const recipe = await loadRecipe(options.recipe);
  if (!recipe.ok) return reportFailure(recipe.error, options.json);
  const exists = await checkFile(file);
  if (!exists.ok) return reportFailure(exists.error, options.json);
  const session = await openSession(dataFolder());
  if (!session.ok) return reportFailure(session.error, options.json);
  try {
    await session.value.start();
    return await makeWith(session.value, file, asked(recipe.value), options);
  } finally {
    await session.value.close();
  }
};

/** There is nobody to ask for an output later. */
const asked = ({ name, recipe }: NamedRecipe): NamedRecipe => ({ name, recipe: allAtOnce(recipe) });

const makeWith = async (
  session: Session,
  file: string,
  recipe: NamedRecipe,
  options: MakeOptions,
): Promise<ExitCode> => {
  const startedAtMs = Date.now();
  const interrupt = listenForInterrupt();
  const bar = createProgressBar(process.stderr);
  try {
    const source = await importSource(session, file);
    if (!source.ok) return reportFailure(source.error, options.json);
    const job = await runJob(
      session.engine,
      { path: file, ...source.value },
      recipe,
      bar.show,
      interrupt.signal,
    );
    bar.clear();
    if (!job.ok) return reportFailure(job.error, options.json);
    if (job.value.error) return reportFailure(job.value.error, options.json);
    const asset = await session.engine.getAsset(job.value.assetId);
    if (!asset) throw new Error('the asset is gone');
    const folder = resolve(options.out ?? `${parse(file).name}-${recipe.name}`);
    await mkdir(folder, { recursive: true });
    const outputs = await exportOutputs(session.engine, asset, folder);
    summarise(job.value, outputs, (Date.now() - startedAtMs) / 1000, options.json);
    return EXIT.ok;
  } finally {
    interrupt.stopListening();
  }
};

const summarise = (job: Job, outputs: readonly ExportedOutput[], seconds: number, asJson: boolean): void => {
  const { executed, cached, failed } = job.steps;
  if (asJson) {
    const summary = {
      outputs,
      steps: { executed, cached, failed },
      seconds,
      warnings: job.warnings,
      notes: job.notes,
    };
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const lines = outputs.map(
    (output) =>
      `  ${output.name.padEnd(8)} ${output.path}  (${formatBytes(output.sizeBytes)}, ${output.files} files)`,
  );
  process.stdout.write(
    `${[
      `Done in ${formatDuration(seconds)}: ${executed} steps executed, ${cached} cached.`,
      ...lines,
      ...job.warnings.map((warning) => `  warning: ${printable(warning)}`),
      ...job.notes.map((note) => `  note: ${printable(note)}`),
    ].join('\n')}\n`,
  );
};
