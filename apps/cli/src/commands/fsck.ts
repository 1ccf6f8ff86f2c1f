import { join, resolve } from 'node:path';
import type { JobSummary, Result } from '@reelmill/core';
import { checkStore, forgetDamage, type StoreReport } from '@reelmill/engine';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { describeReport, reportAsJson } from '../fsck/describe-report.ts';
import { rebuild } from '../fsck/rebuild.ts';
import { checkDataFolder } from '../session/check-data-folder.ts';
import { dataFolder } from '../session/data-folder.ts';
import { openEngine } from '../session/open-engine.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { createCounter } from '../terminal/counter.ts';
import { listenForInterrupt } from '../terminal/interrupt.ts';
import { createProgressBar } from '../terminal/progress-bar.ts';
import { reportFailure } from '../terminal/report-failure.ts';

export interface FsckOptions {
  readonly data?: string;
  readonly repair: boolean;
  readonly json: boolean;
}

/** `reelmill fsck`: reads everything that is kept; with `--repair` what is damaged is removed and made again. */
export const fsck = async (options: FsckOptions): Promise<ExitCode> => {
  const folder = options.data === undefined ? dataFolder() : resolve(options.data);
  const known = await checkDataFolder(folder);
  if (!known.ok) return reportFailure(known.error, options.json);
  if (!options.repair) return look(folder, options.json);
  const session = await openSession(folder);
  if (!session.ok) return reportFailure(session.error, options.json);
  try {
    return await repair(session.value, options.json);
  } finally {
    await session.value.close();
  }
};

/** Changes nothing, so it may be done beside a server that uses the folder. */
const look = async (folder: string, asJson: boolean): Promise<ExitCode> => {
  const opened = await openEngine(folder);
  if (!opened.ok) return reportFailure(opened.error, asJson);
  try {
    const report = await check(opened.value.engine);
    if (!report.ok) return reportFailure(report.error, asJson);
    print(asJson ? JSON.stringify(reportAsJson(report.value)) : describeReport(report.value).join('\n'));
    return isWhole(report.value) ? EXIT.ok : EXIT.failed;
  } finally {
    await opened.value.close();
  }
};

const repair = async (session: Session, asJson: boolean): Promise<ExitCode> => {
  const { engine, folder } = session;
  const checked = await check(engine);
  if (!checked.ok) return reportFailure(checked.error, asJson);
  const found = checked.value;
  if (!asJson) print(describeReport(found).join('\n'));
  const quarantineFolder = join(folder, 'quarantine');
  const { store, blobs } = engine;
  const rebuilds = await forgetDamage({ store, blobs, quarantineFolder }, found);
  await session.start();
  const interrupt = listenForInterrupt();
  const bar = createProgressBar(process.stderr);
  try {
    const jobs = await rebuild(engine, rebuilds, bar.show, interrupt.signal);
    bar.clear();
    if (!jobs.ok) return reportFailure(jobs.error, asJson);
    const left = isWhole(found) ? checked : await check(engine);
    if (!left.ok) return reportFailure(left.error, asJson);
    print((asJson ? repairedAsJson : describeRepair)(found, jobs.value, left.value));
    return isWhole(left.value) ? EXIT.ok : EXIT.failed;
  } finally {
    interrupt.stopListening();
  }
};

const check = async (engine: Session['engine']): Promise<Result<StoreReport>> => {
  const counter = createCounter(process.stderr);
  const report = await checkStore(engine, (blob) => counter.add(blob.sizeBytes));
  counter.clear();
  return report;
};

const isWhole = (report: StoreReport): boolean =>
  report.damaged.length + report.artifacts.length + report.sources.length === 0;

const repairedAsJson = (found: StoreReport, jobs: readonly JobSummary[], left: StoreReport): string =>
  JSON.stringify({
    ...reportAsJson(found),
    rebuilt: jobs.map(({ id, assetId, state, steps }) => ({ jobId: id, assetId, state, steps })),
    left: reportAsJson(left),
  });

const describeRepair = (found: StoreReport, jobs: readonly JobSummary[], left: StoreReport): string => {
  if (isWhole(found)) return 'Nothing to repair.';
  const executed = jobs.reduce((sum, job) => sum + job.steps.executed, 0);
  const restored = found.damaged.length - left.damaged.length;
  return [
    `${restored} of ${found.damaged.length} damaged blobs are in order again: ${jobs.length} jobs, ${executed} steps executed.`,
    ...jobs.flatMap((job) => (job.error ? [`  ${job.id} failed: ${job.error.message}`] : [])),
    ...(isWhole(left) ? [] : ['What cannot be made again:', ...describeReport(left).slice(1)]),
  ].join('\n');
};

const print = (text: string): void => void process.stdout.write(`${text}\n`);
