import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bestCommand, loopCommands } from './contenders/hand-written.ts';
import { runReelmill } from './contenders/reelmill.ts';
import { measureFrames } from './frames.ts';
import { measureLatency } from './latency.ts';
import { makeCuts, makeSource } from './make-source.ts';
import { type Cost, measure, median } from './measure.ts';
import { measureLadders, realClips, savedShare } from './quality.ts';
import { formatTable, type Row } from './report.ts';
import { measureRepeats } from './resume.ts';
import { measureRecovery, measureThroughput } from './scheduler.ts';
import { measureStills, measureStoryboard } from './stills.ts';

/** Everything side by side in one run on one source; the rounds take turns, so that a slow minute hits all alike. */

const ROUNDS = 1;
const SOURCE_SECONDS = 40;
const OTHER_SECONDS = 20;
const FILM_SECONDS = 240;
const CLIP_SECONDS = 5;
const LONG_FILM_SECONDS = 600;
const QUEUED_STEPS = 10_000;
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

const say = (text: string): boolean => process.stderr.write(`bench: ${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'reelmill-bench-'));
try {
  say('making the source');
  const source = await makeSource(folder, 'source.mp4', SOURCE_SECONDS);
  const best: Cost[] = [];
  const loop: Cost[] = [];
  const reelmill: Cost[] = [];
  let repeatSeconds = Number.NaN;
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`round ${round} of ${ROUNDS}`);
    const out = join(folder, `out-${round}`);
    await mkdir(out);
    best.push(await measure(FFMPEG, bestCommand(source, out)));
    const commands = loopCommands(source, out);
    const costs: Cost[] = [];
    for (const command of commands) costs.push(await measure(FFMPEG, command));
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
  say('a film that is killed at the half, and another ending of it');
  const [film, recut] = await makeCuts(folder, FILM_SECONDS);
  const repeats = await measureRepeats(film, recut, join(folder, 'film-data'));
  say('steps that do nothing');
  await mkdir(join(folder, 'throughput'));
  const throughput = await measureThroughput(join(folder, 'throughput'));
  await mkdir(join(folder, 'recovery'));
  const recovery = await measureRecovery(join(folder, 'recovery'), QUEUED_STEPS);
  say('stills and a storyboard');
  await mkdir(join(folder, 'stills'));
  const stills = await measureStills(join(folder, 'stills'));
  const storyboard = await measureStoryboard(join(folder, 'stills'), LONG_FILM_SECONDS);
  say('frames for a small display');
  await mkdir(join(folder, 'frames'));
  const framesSpeed = await measureFrames(join(folder, 'frames'), OTHER_SECONDS);
  say('ladders that choose for themselves');
  const real = realClips();
  const ladders = await measureLadders(join(folder, 'ladders'), real.length > 0 ? real : [source]);
  const lowestSsim = (of: 'fixed' | 'auto') => Math.min(...ladders.map((saving) => saving[of].lowestSsim));

  say('latencies while two encodes run');
  const others = [
    await makeSource(folder, 'a.mp4', OTHER_SECONDS),
    await makeSource(folder, 'b.mp4', OTHER_SECONDS),
  ];
  const latency = await measureLatency(
    join(folder, 'latency'),
    others,
    await makeSource(folder, 'clip.mp4', CLIP_SECONDS),
  );

  const of = (costs: readonly Cost[], key: 'wallSeconds' | 'cpuSeconds') =>
    median(costs.map((cost) => cost[key]));
  const ratio = (a: readonly Cost[], b: readonly Cost[], key: 'wallSeconds' | 'cpuSeconds') =>
    median(a.map((cost, index) => cost[key] / (b[index]?.[key] ?? Number.NaN)));
  const rows: Row[] = [
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
    { what: 'left to do after kill -9 at the half', value: repeats.resumed, unit: '', target: 0.55 },
    { what: 'work repeated for another last tenth', value: repeats.recut, unit: '', target: 0.15 },
    { what: 'steps that do nothing, a second', value: throughput, unit: '', least: 1000 },
    { what: `start with ${QUEUED_STEPS} steps queued`, value: recovery, unit: 's', target: 5 },
    { what: '720p to RGB565 of 320×170, times real time', value: framesSpeed, unit: '×', least: 10 },
    ...ladders.map((saving) => ({
      what: `ladder that chooses saves of ${basename(saving.clip)}, SSIM ${saving.fixed.lowestSsim.toFixed(3)} to ${saving.auto.lowestSsim.toFixed(3)}`,
      value: savedShare([saving]),
      unit: '',
    })),
    { what: 'ladder that chooses saves in all', value: savedShare(ladders), unit: '', least: 0 },
    { what: 'lowest SSIM of the fixed ladder', value: lowestSsim('fixed'), unit: '' },
    { what: 'lowest SSIM of the one that chooses', value: lowestSsim('auto'), unit: '' },
    { what: 'the same job again', value: repeatSeconds, unit: 's', target: 0.5 },
    {
      what: 'poster of a new clip starts, during two encodes',
      value: latency.posterStartSeconds,
      unit: 's',
      target: 1,
    },
    { what: 'still over HTTP, 1080p, p50', value: stills.p50Ms, unit: 'ms' },
    { what: 'still over HTTP, 1080p, p95', value: stills.p95Ms, unit: 'ms', target: 300 },
    { what: 'storyboard of 10 minutes', value: storyboard.ownSeconds, unit: 's' },
    {
      what: 'storyboard, times faster than fps filter',
      value: storyboard.naiveSeconds / storyboard.ownSeconds,
      unit: '',
      least: 20,
    },
    { what: 'API p50 during two encodes', value: latency.apiP50Ms, unit: 'ms' },
    { what: 'API p99 during two encodes', value: latency.apiP99Ms, unit: 'ms', target: 50 },
    { what: 'event p50, ffmpeg to socket', value: latency.eventP50Ms, unit: 'ms' },
    { what: 'event p99, ffmpeg to socket', value: latency.eventP99Ms, unit: 'ms', target: 10 },
  ];
  process.stdout.write(`${formatTable(rows)}\n`);
  const result = {
    measuredAt: new Date().toISOString(),
    sourceSeconds: SOURCE_SECONDS,
    rounds: ROUNDS,
    rows,
  };
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'latest.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
