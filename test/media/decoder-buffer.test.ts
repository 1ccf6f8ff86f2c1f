import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Plan, type PlannedStep, plan } from '@reelmill/core';
import { probeMedia, videoArguments } from '@reelmill/ffmpeg';
import { expect, it } from 'vitest';
import { PROBE_PARAMS } from '../../packages/core/src/plan/limits.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg } from './numbered-clip.ts';
import { realToolchain, recipeOf } from './real-engine.ts';

const run = promisify(execFile);

const RATE = 30;
/** Chunks of 4, 8, 8 and 8 s of this are joined where noise begins and ends. */
const SECONDS = 28;
const noisy = (when: string): string =>
  `testsrc2=size=320x180:rate=${RATE}:duration=${SECONDS},noise=alls=60:allf=t:all_seed=3:enable='${when}'`;

const hardFilms = [
  ['noise from end to end', noisy('1')],
  ['noise before every join', noisy('gt(mod(t+4,8),5.5)')],
  ['noise after every join', noisy('lt(mod(t+4,8),2.5)')],
] as const;

type EncodeStep = Extract<PlannedStep, { kind: 'encode-video' }>;

const encodesOf = async (source: string, preset: string): Promise<readonly EncodeStep[]> => {
  const toolchain = await realToolchain();
  const { signal } = new AbortController();
  const facts = await probeMedia(toolchain, { inputPath: source, params: PROBE_PARAMS, signal });
  if (!facts.ok) throw new Error(facts.error.message);
  const { recipe } = recipeOf({ kind: 'hls', rungs: [240], video: { preset } });
  const planned = plan(recipe, facts.value, toolchain.capabilities);
  if (!planned.ok) throw new Error(planned.error.message);
  return encodes(planned.value);
};

const encodes = ({ steps }: Plan): readonly EncodeStep[] =>
  steps.filter((step) => step.kind === 'encode-video');

/** Bits of each picture of all chunks, in decoding order, as `change`d arguments give them. */
const pictureBits = async (
  steps: readonly EncodeStep[],
  source: string,
  folder: string,
  change: (args: readonly string[]) => readonly string[],
): Promise<readonly number[]> => {
  const bits: number[] = [];
  for (const { params, inputs } of steps) {
    const { source: input } = inputs;
    if (typeof input !== 'object' || !('part' in input)) throw new Error('a chunk is a part of the source');
    const chunk = { range: input.part.range, rungs: [params] };
    await ffmpeg(...change(videoArguments(chunk, { input: source, output: folder })));
    const { stdout } = await run(process.env['FFPROBE_PATH'] ?? 'ffprobe', [
      ...['-v', 'error', '-show_entries', 'packet=size', '-of', 'csv=p=0'],
      join(folder, `${params.rung.name}.mp4`),
    ]);
    bits.push(
      ...stdout
        .trim()
        .split('\n')
        .map((size) => Number(size) * 8),
    );
  }
  return bits;
};

/** A leaky bucket of two seconds of the cap, filled at the cap: how empty it gets, as a share, below 0 when it runs dry. */
const lowestFill = (bits: readonly number[], capBps: number): number => {
  const bufferBits = capBps * 2;
  let fill = bufferBits * 0.9;
  let lowest = fill;
  for (const picture of bits) {
    fill -= picture;
    lowest = Math.min(lowest, fill);
    fill = Math.min(bufferBits, fill + capBps / RATE);
  }
  return lowest / bufferBits;
};

/** As if each chunk were a film of its own: the cap, two seconds of it, and x264's usual nine tenths at the start. */
const asIfAlone =
  (capBps: number) =>
  (args: readonly string[]): readonly string[] => {
    const values: Readonly<Record<string, string>> = {
      '-maxrate': String(capBps),
      '-bufsize': String(capBps * 2),
      '-x264-params': 'vbv-init=0.9',
    };
    return args.map((arg, index) => values[args[index - 1] ?? ''] ?? arg);
  };

it.each(hardFilms)("the decoder's buffer never runs dry over the joins of %s", async (_name, graph) => {
  const folder = await tempFolder();
  const source = join(folder, 'film.mp4');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', graph, '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14', '-g', '60', source],
  );
  for (const preset of ['ultrafast', 'veryfast']) {
    const steps = await encodesOf(source, preset);
    expect(steps.length).toBe(4);
    const cap = steps[0]?.params.rung.maxBitrateBps ?? 0;
    const bits = await pictureBits(steps, source, folder, (args) => args);
    expect(lowestFill(bits, cap)).toBeGreaterThan(0.1);
    if (preset === 'veryfast') continue;
    const alone = await pictureBits(steps, source, folder, asIfAlone(cap));
    expect(lowestFill(alone, cap)).toBeLessThan(0);
  }
});
