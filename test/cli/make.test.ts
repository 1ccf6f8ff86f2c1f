import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { filesIn } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { REELMILL, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);
describe('reelmill make', () => {
  it('writes files that play, and makes nothing twice', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { name: '-my clip; $(x).mp4', seconds: 5 });
    const first = await reelmill(folder, 'make', clip, '-o', 'out', '--json');
    expect(first).toMatchObject({ code: 0 });
    const summary = JSON.parse(first.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(summary.steps).toEqual({ executed: 6, cached: 0, failed: 0 });
    const hls = summary.outputs.find((output: { kind: string }) => output.kind === 'hls');
    const { stdout } = await run(process.env['FFPROBE_PATH'] ?? 'ffprobe', [
      ...['-v', 'error', '-allowed_extensions', 'ALL', '-count_frames', '-select_streams', 'v:0'],
      ...['-show_entries', 'stream=width,height,nb_read_frames', '-of', 'json', hls.path],
    ]);
    expect(JSON.parse(stdout).streams[0]).toMatchObject({ nb_read_frames: '150', width: 640, height: 360 });

    const second = JSON.parse((await reelmill(folder, 'make', clip, '-o', 'out', '--json')).stdout);
    expect(second.steps).toEqual({ executed: 0, cached: 6, failed: 0 });
  });

  it('names the outputs it wrote in words, too', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 2 });
    const made = await reelmill(folder, 'make', clip, '--recipe', 'poster');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('2 steps executed, 0 cached') });
    expect(await filesIn(join(folder, 'clip-poster'))).toEqual(['poster.jpg']);
  });

  it('takes a recipe from a file, and names its bad field', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 1 });
    await writeFile(join(folder, 'r.json'), '{"outputs":[{"kind":"hls","video":{"crf":5}}]}');
    const made = await reelmill(folder, 'make', clip, '--recipe', 'r.json');
    expect(made).toMatchObject({ code: 2, stderr: expect.stringContaining('outputs[0].video.crf') });
  });

  it('tells bad input, wrong usage and help apart by exit code', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'notes.mp4'), 'hello');
    expect(await reelmill(folder, 'make', 'notes.mp4')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('NOT_MEDIA'),
    });
    expect(await reelmill(folder, 'make', 'missing.mp4')).toMatchObject({ code: 2 });
    expect(await reelmill(folder, 'make', 'notes.mp4', '--nonsense')).toMatchObject({ code: 2 });
    expect(await reelmill(folder, '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Exit codes'),
    });
    expect(JSON.parse((await reelmill(folder, 'make', 'notes.mp4', '--json')).stdout).error.code).toBe(
      'NOT_MEDIA',
    );
  });

  it('goes on after Ctrl-C where it was', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 8, size: '640x360' });
    const env = { ...process.env, DATA_DIR: join(folder, 'data') };
    const child = spawn(process.execPath, [REELMILL, 'make', clip], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const encoding = Promise.withResolvers<void>();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('encoding')) encoding.resolve();
    });
    await encoding.promise;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    const again = JSON.parse((await reelmill(folder, 'make', clip, '--json')).stdout);
    expect(again.steps.cached).toBeGreaterThanOrEqual(1);
  });
});

describe('reelmill probe, plan and doctor', () => {
  it('print facts, steps and abilities as JSON', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 2, rate: 25 });
    const probe = JSON.parse((await reelmill(folder, 'probe', clip, '--json')).stdout);
    expect(probe.video[0]).toMatchObject({
      frameCount: 50,
      constantFrameRate: { num: 25, den: 1 },
      displayWidth: 640,
    });
    const plan = JSON.parse((await reelmill(folder, 'plan', clip, '--json')).stdout);
    expect(plan.steps.map((step: { key: string }) => step.key)).toEqual([
      'probe',
      'poster',
      'encode-audio',
      'video-0001-360p',
      'video-0001-240p',
      'package-hls',
    ]);
    const doctor = JSON.parse((await reelmill(folder, 'doctor', '--json')).stdout);
    expect(doctor.encoders).toContain('libx264');
    expect(['bwrap', 'prlimit', 'none']).toContain(doctor.sandbox.level);
    const words = await reelmill(folder, 'probe', clip);
    expect(words.stdout).toContain('640x360');
  });
});
