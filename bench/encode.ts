import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bestCommand, loopCommands } from './contenders/hand-written.ts';
import { runReelmill } from './contenders/reelmill.ts';
import { makeSource } from './make-source.ts';
import { type Cost, measure, median } from './measure.ts';
import type { Row } from './report.ts';

const ROUNDS = 1;
const SOURCE_SECONDS = 40;
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

/** Reelmill beside hand-written commands on one source; the rounds take turns, so that a slow minute hits all alike. */
export const encodeRows = async (folder: string): Promise<readonly Row[]> => {
  const source = await makeSource(folder, 'source.mp4', SOURCE_SECONDS);
  const best: Cost[] = [];
  const loop: Cost[] = [];
  const reelmill: Cost[] = [];
  let repeatSeconds = Number.NaN;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const out = join(folder, `out-${round}`);
    await mkdir(out);
    best.push(await measure(FFMPEG, bestCommand(source, out)));
    const costs: Cost[] = [];
    for (const command of loopCommands(source, out)) costs.push(await measure(FFMPEG, command));
    loop.push({
      wallSeconds: costs.reduce((sum, cost) => sum + cost.wallSeconds, 0),
      cpuSeconds: costs.reduce((sum, cost) => sum + cost.cpuSeconds, 0),
    });
    const data = join(folder, `data-${round}`);
    reelmill.push(await runReelmill(source, data));
    repeatSeconds = (await runReelmill(source, data)).wallSeconds;
    await rm(out, { recursive: true });
    await rm(data, { recursive: true });
  }
  const of = (costs: readonly Cost[], key: keyof Cost) => median(costs.map((cost) => cost[key]));
  const ratio = (a: readonly Cost[], b: readonly Cost[], key: keyof Cost) =>
    median(a.map((cost, index) => cost[key] / (b[index]?.[key] ?? Number.NaN)));
  return [
    { what: 'best single command, wall', value: of(best, 'wallSeconds'), unit: 's' },
    { what: 'best single command, CPU', value: of(best, 'cpuSeconds'), unit: 's' },
    { what: 'one command per rung, wall', value: of(loop, 'wallSeconds'), unit: 's' },
    { what: 'one command per rung, CPU', value: of(loop, 'cpuSeconds'), unit: 's' },
    { what: 'Reelmill, wall', value: of(reelmill, 'wallSeconds'), unit: 's' },
    { what: 'Reelmill, CPU', value: of(reelmill, 'cpuSeconds'), unit: 's' },
    {
      what: 'Reelmill CPU / best command',
      value: ratio(reelmill, best, 'cpuSeconds'),
      unit: '',
      target: 1.03,
    },
    {
      what: 'Reelmill wall / command per rung',
      value: ratio(reelmill, loop, 'wallSeconds'),
      unit: '',
      target: 0.65,
    },
    { what: 'the same job again', value: repeatSeconds, unit: 's', target: 0.5 },
  ];
};
