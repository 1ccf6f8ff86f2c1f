import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeChange } from '@reelmill/core';
import { type Comparison, prepareRepro, type Repro, STEP_KINDS } from '@reelmill/engine';
import type { LaunchLine } from '@reelmill/ffmpeg';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { checkDataFolder } from '../session/check-data-folder.ts';
import { dataFolder } from '../session/data-folder.ts';
import { type OpenEngine, openEngine } from '../session/open-engine.ts';
import { printable } from '../terminal/format.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { reportFailure } from '../terminal/report-failure.ts';

export interface ReproOptions {
  readonly data?: string;
  readonly json: boolean;
}

/** `reelmill repro`: makes one step again beside the store, and says whether the same comes out. */
export const repro = async (step: string, options: ReproOptions): Promise<ExitCode> => {
  const folder = options.data === undefined ? dataFolder() : resolve(options.data);
  const known = await checkDataFolder(folder);
  if (!known.ok) return reportFailure(known.error, options.json);
  const opened = await openEngine(folder);
  if (!opened.ok) return reportFailure(opened.error, options.json);
  try {
    return await reproWith(opened.value, step, options.json);
  } finally {
    await opened.value.close();
  }
};

const reproWith = async (
  { engine, toolchain }: OpenEngine,
  wanted: string,
  asJson: boolean,
): Promise<ExitCode> => {
  const [jobId = '', stepKey = ''] = wanted.split('/');
  const { store, blobs, capabilities, deriveKey } = engine;
  const prepared = await prepareRepro(
    { store, blobs, capabilities, deriveKey, stepKinds: STEP_KINDS },
    jobId,
    stepKey,
  );
  if (!prepared.ok) return reportFailure(prepared.error, asJson);
  const { record, changes, run } = prepared.value;
  if (!asJson) print(describeRecord(prepared.value));
  const commands: (readonly string[])[] = [];
  const onLaunch = ({ command, args }: LaunchLine): void => {
    commands.push([command, ...args]);
    if (!asJson) print(`\n$ ${[command, ...args].map(quoted).join(' ')}`);
  };
  const workFolder = await mkdtemp(join(tmpdir(), 'reelmill-repro-'));
  const interrupt = listenForInterrupt();
  try {
    const { signal } = interrupt;
    const compared = await run({ workFolder, signal, toolchain: { ...toolchain, onLaunch } });
    if (!compared.ok) return reportFailure(compared.error, asJson);
    const isEqual = compared.value.committed === compared.value.reproduced;
    print(
      asJson
        ? JSON.stringify({ isEqual, ...compared.value, record, changes, commands })
        : `\n${describeComparison(compared.value)}`,
    );
    return isEqual ? EXIT.ok : EXIT.failed;
  } finally {
    interrupt.stopListening();
    await rm(workFolder, { recursive: true, force: true });
  }
};

const describeRecord = ({ record, changes }: Repro): string =>
  [
    JSON.stringify(record, null, 2),
    ...changes.map((change) => `not as it was: ${printable(describeChange(change))}`),
  ].join('\n');

const describeComparison = ({ committed, reproduced, files }: Comparison): string =>
  committed === reproduced
    ? `equal: artifact ${committed}`
    : [
        `different: artifact ${committed} is in the store, ${reproduced} came out`,
        ...files.map(
          (file) => `  ${file.path}: ${file.committed ?? 'not there'} → ${file.reproduced ?? 'not there'}`,
        ),
        ...(files.length === 0 ? ['  the files are equal, what was found out about them is not'] : []),
      ].join('\n');

/** So that the line can be pasted into a shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
