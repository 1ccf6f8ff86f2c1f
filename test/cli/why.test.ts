import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ExplainedStep, PlanExplanationSchema } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { makeClip } from '../rig/make-clip.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

/** A clip with a keyframe every second, in which the picture is inverted from `start` to `end`. */
const makeCut = async (folder: string, name: string, start: number, end: number): Promise<string> => {
  const path = join(folder, name);
  await run(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-hide_banner', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=426x240:rate=25:duration=14'],
    ...['-vf', `negate=enable='gte(t,${start})*lt(t,${end})'`, '-c:v', 'libx264', '-preset', 'ultrafast'],
    // Constant quality and closed groups: a second's packets depend on its own pictures alone.
    ...['-qp', '30', '-g', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p', path],
  ]);
  return path;
};

const explain = async (folder: string, file: string, ...args: string[]): Promise<readonly ExplainedStep[]> =>
  PlanExplanationSchema.parse(lastJson(await reelmill(folder, 'plan', file, '--why', '--json', ...args)))
    .steps;
const running = (steps: readonly ExplainedStep[]): readonly string[] =>
  steps.filter((step) => step.expected === 'run').map((step) => step.key);

describe('reelmill plan --why', () => {
  it('says in words which steps are there, and which parameter makes the others run', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 2, size: '426x240' });
    expect(new Set((await explain(folder, clip)).map((step) => step.why?.reason))).toEqual(
      new Set(['new', undefined]),
    );
    await reelmill(folder, 'make', clip);
    expect((await reelmill(folder, 'plan', clip, '--why')).stdout).toContain(
      '5 of 5 steps are there, 0 would run',
    );

    await writeFile(
      join(folder, 'finer.json'),
      '{"outputs":[{"kind":"poster"},{"kind":"hls","video":{"crf":21}}]}',
    );
    const finer = await reelmill(folder, 'plan', clip, '--why', '-r', 'finer.json');
    expect(finer).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 of 5 steps are there, 1 would run'),
    });
    expect(finer.stdout).toContain('params.encoding.crf: 23 → 21');
    expect(finer.stdout).not.toContain('more steps follow');
    expect(finer.stdout).toMatch(/\? package-hls +waits for video-0001-240p/);
  });

  it('says that more follows of a ladder whose samples are not measured yet, as does a plain plan', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 2, size: '426x240' });
    for (const why of [[], ['--why']]) {
      const { stdout } = await reelmill(folder, 'plan', clip, '-r', 'web-auto', ...why);
      expect(stdout).toContain('sample-1');
      expect(stdout).toContain('more steps follow from what these find out');
    }
  });

  it('names the seconds in which another cut differs, and only their chunk', async () => {
    const folder = await tempFolder();
    const film = await makeCut(folder, 'film.mp4', 99, 99);
    await reelmill(folder, 'make', film);
    const recut = await makeCut(folder, 'recut.mp4', 6, 8);
    const steps = await explain(folder, recut);
    expect(running(steps)).toEqual(['probe', 'poster', 'video-0002-240p']);
    const chunk = steps.find((step) => step.key === 'video-0002-240p');
    expect(chunk?.why?.changes).toEqual([{ field: 'inputs.source', seconds: [[6, 7]] }]);
    expect((await reelmill(folder, 'plan', recut, '--why')).stdout).toContain(
      'inputs.source: seconds 6 to 7 changed',
    );

    const made = lastJson(await reelmill(folder, 'make', recut, '--json'));
    expect(made.steps.executed).toBe(running(steps).length + 1);
  });
});
