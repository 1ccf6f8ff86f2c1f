import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Asset, type QualityReport, QualityReportSchema } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const quickHls = { kind: 'hls', rungs: [360, 240], video: { preset: 'ultrafast', crf: 30 } };

const reportOf = async (engine: Engine, asset: Asset, name = 'quality'): Promise<QualityReport> =>
  QualityReportSchema.parse(JSON.parse(await readFile(await publishedFile(engine, asset, name), 'utf8')));

/** SSIM and PSNR of two files by ffmpeg itself. */
const byHand = async (
  made: string,
  source: string,
): Promise<{ readonly ssim: number; readonly psnrDb: number }> => {
  const { stderr } = await promisify(execFile)('ffmpeg', [
    ...['-hide_banner', '-i', made, '-i', source],
    ...['-filter_complex', '[0:v][1:v]ssim;[0:v][1:v]psnr', '-f', 'null', '-'],
  ]);
  return {
    ssim: Number(/SSIM .* All:([\d.]+)/.exec(stderr)?.[1]),
    psnrDb: Number(/PSNR .* average:([\d.]+)/.exec(stderr)?.[1]),
  };
};

/** A clip of parts behind each other, each a filter graph of ffmpeg's. */
const clipOf = async (path: string, seconds: number, parts: readonly string[]): Promise<string> => {
  const inputs = parts.flatMap((part) => ['-f', 'lavfi', '-t', String(seconds), '-i', part]);
  await ffmpeg(
    ...[...inputs, '-filter_complex', `concat=n=${parts.length}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '8', '-g', '50', '-pix_fmt', 'yuv420p', path],
  );
  return path;
};
const CALM = 'gradients=s=426x240:r=25:c0=navy:c1=teal:x0=0:y0=0:x1=426:y1=240:speed=0.00001';
const NOISE = 'testsrc2=s=426x240:r=25,noise=alls=25:allf=t:all_seed=7';

const GRAIN = 'testsrc2=s=426x240:r=25,noise=alls=4:allf=t:all_seed=7';

const streamOf = (asset: Asset) => {
  const hls = asset.outputs.find((output) => output.kind === 'hls');
  if (hls?.kind !== 'hls') throw new Error('there is no stream');
  return hls;
};

describe('quality', () => {
  it('is what ffmpeg’s own filters say of the two files', async () => {
    const source = await clipOf(join(await tempFolder(), 'noisy.mkv'), 3, [NOISE]);
    const { engine } = await openReal(await tempFolder());
    const proxy = { kind: 'proxy', height: 240, frameRate: 25, video: { preset: 'ultrafast' } };
    const { asset, job } = await process(engine, source, recipeOf(proxy, { kind: 'quality', of: 'proxy' }));
    expect(job.error).toBeNull();
    const [rendition] = (await reportOf(engine, asset)).renditions;
    const { ssim, psnrDb } = await byHand(await publishedFile(engine, asset, 'proxy'), source);
    expect(rendition?.ssim).toBeCloseTo(ssim, 5);
    expect(rendition?.psnrDb).toBeCloseTo(psnrDb, 3);
  });

  it('is measured chunk by chunk, and told second by second with the worst moments', async () => {
    const source = await clipOf(join(await tempFolder(), 'film.mkv'), 4, [CALM, NOISE, CALM]);
    const { engine } = await openReal(await tempFolder());
    const proxy = { kind: 'proxy', height: 240, frameRate: 25, video: { preset: 'ultrafast' } };
    const { asset, job } = await process(
      engine,
      source,
      recipeOf({ kind: 'quality', of: 'proxy' }, { kind: 'quality', name: 'of-stream' }, proxy, quickHls),
    );
    expect(job.error).toBeNull();
    const [rendition] = (await reportOf(engine, asset)).renditions;
    expect(rendition?.chunks.length).toBeGreaterThan(1);
    expect(rendition?.series.map(({ atSeconds }) => atSeconds)).toEqual(
      Array.from({ length: 12 }, (_, n) => n),
    );
    expect(rendition?.worst[0]?.atSeconds).toBeGreaterThanOrEqual(4);
    expect(rendition?.worst[0]?.atSeconds).toBeLessThan(8);
    const whole = await byHand(await publishedFile(engine, asset, 'proxy'), source);
    expect(rendition?.ssim).toBeCloseTo(whole.ssim, 4);

    const output = asset.outputs.find(({ name }) => name === 'of-stream');
    expect(output).toMatchObject({
      kind: 'quality',
      of: 'hls',
      renditions: [{ name: '240p', width: 426 }],
      source: { loudness: null },
    });
  });

  it('follows pictures at uneven times', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'uneven.mkv');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', GRAIN.replace('r=25', 'r=25:d=3')],
      ...[
        '-vf',
        `select='not(mod(n,3))+gte(t,1.5)'`,
        '-fps_mode',
        'vfr',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
      ],
      ...['-crf', '8', '-pix_fmt', 'yuv420p', source],
    );
    const { engine } = await openReal(await tempFolder());
    const sharp = { ...quickHls, video: { preset: 'ultrafast', crf: 18 } };
    const { asset, job } = await process(engine, source, recipeOf(sharp, { kind: 'quality' }));
    expect(job.error).toBeNull();
    const [rendition] = (await reportOf(engine, asset)).renditions;
    expect(rendition?.series.every(({ lowestSsim }) => lowestSsim > 0.93)).toBe(true);
  });

  it('of the source tells where it is black, stands still or is silent, and how loud it is', async () => {
    const source = join(await tempFolder(), 'odd.mp4');
    await ffmpeg(
      ...[
        '-f',
        'lavfi',
        '-t',
        '3',
        '-i',
        'testsrc2=s=160x90:r=25',
        '-f',
        'lavfi',
        '-t',
        '2',
        '-i',
        'color=black:s=160x90:r=25',
      ],
      ...[
        '-f',
        'lavfi',
        '-t',
        '3',
        '-i',
        'color=gray:s=160x90:r=25',
        '-f',
        'lavfi',
        '-t',
        '2',
        '-i',
        'testsrc2=s=160x90:r=25',
      ],
      ...['-f', 'lavfi', '-i', `aevalsrc='if(between(t,4,6),0,0.5*sin(1000*2*PI*t))':s=48000:d=10`],
      ...['-filter_complex', '[0][1][2][3]concat=n=4[v]', '-map', '[v]', '-map', '4:a'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', source],
    );
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, recipeOf({ kind: 'quality' }));
    expect(job.error).toBeNull();
    expect(job.notes.join()).toContain('the source alone');
    const { source: found } = await reportOf(engine, asset);
    const near = (seconds: number) => expect.closeTo(seconds, 1);
    expect(found.black).toEqual([{ startSeconds: near(3), endSeconds: near(5) }]);
    expect(found.freezes).toEqual([
      { startSeconds: near(3), endSeconds: near(5) },
      { startSeconds: near(5), endSeconds: near(8) },
    ]);
    expect(found.silences).toEqual([{ startSeconds: near(4), endSeconds: near(6) }]);
    const { stderr } = await promisify(execFile)('ffmpeg', [
      ...[
        '-hide_banner',
        '-nostats',
        '-i',
        source,
        '-af',
        'ebur128=peak=true:framelog=verbose',
        '-f',
        'null',
        '-',
      ],
    ]);
    const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
    expect(found.loudness).toEqual({
      integratedLufs: Number(/I: +(-?[\d.]+) LUFS/.exec(summary)?.[1]),
      rangeLu: Number(/LRA: +([\d.]+) LU/.exec(summary)?.[1]),
      truePeakDbtp: Number(/Peak: +(-?[\d.]+) dBFS/.exec(summary)?.[1]),
    });
  });
});

describe('a stream with a target', () => {
  it('encodes the chunks below it again, better, and leaves the others as they are', async () => {
    const source = await clipOf(join(await tempFolder(), 'film.mkv'), 4, [CALM, GRAIN, GRAIN]);
    const { engine } = await openReal(await tempFolder());
    const plain = { ...quickHls, video: { preset: 'ultrafast', crf: 36 } };
    const before = await process(engine, source, recipeOf(plain, { kind: 'quality' }));
    const [first] = (await reportOf(engine, before.asset)).renditions;
    const targetSsim = Math.min(...(first?.chunks.map(({ ssim }) => ssim) ?? [])) + 0.005;
    const after = await process(
      engine,
      source,
      recipeOf({ ...plain, quality: { targetSsim } }, { kind: 'quality' }),
    );
    expect(after.job.error).toBeNull();
    const report = await reportOf(engine, after.asset);
    const [calm, noisy] = report.renditions[0]?.chunks ?? [];
    expect(calm).toMatchObject({ crf: 36, encodes: 1 });
    expect(noisy?.encodes).toBeGreaterThan(1);
    expect(noisy?.crf).toBeLessThan(36);
    expect(noisy?.crf).toBeGreaterThanOrEqual(33);
    expect(noisy?.ssim).toBeGreaterThanOrEqual(targetSsim);
    expect(after.asset.outputs.find(({ kind }) => kind === 'quality')).toMatchObject({
      targetSsim,
      chunksBelowTarget: 0,
    });
  });
});

describe('a ladder that chooses for itself', () => {
  const ladder = { kind: 'hls', rungs: [360, 240], video: { preset: 'ultrafast' } };
  const made = async (source: string, ...outputs: readonly Record<string, unknown>[]) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, recipeOf(...outputs, { kind: 'quality' }));
    expect(job.error).toBeNull();
    const facts = asset.outputs.find(({ kind }) => kind === 'quality');
    return { job, stream: streamOf(asset), facts, report: await reportOf(engine, asset) };
  };
  const bytes = (report: QualityReport): number =>
    report.renditions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

  it('makes fewer rungs and bytes of a slide, and keeps to the target', async () => {
    const slide = await clipOf(join(await tempFolder(), 'slide.mp4'), 4, [
      'testsrc=s=854x480:r=25,select=eq(n\\,0),loop=-1:1,setpts=N/25/TB',
    ]);
    const rungs = [480, 360, 240];
    const fixed = await made(slide, { ...ladder, rungs });
    const auto = await made(slide, { ...ladder, rungs, ladder: 'auto' });
    expect(auto.stream.renditions.length).toBeLessThan(fixed.stream.renditions.length);
    expect(bytes(auto.report)).toBeLessThan(bytes(fixed.report));
    for (const { chunks } of auto.report.renditions)
      for (const { ssim } of chunks) expect(ssim).toBeGreaterThanOrEqual(0.97);
    expect(auto.facts).toMatchObject({ targetSsim: 0.97, chunksBelowTarget: 0 });
    expect(auto.job.notes.join()).toContain('add nothing');
  });

  it('leaves noise the bits it had, and says why it stays below the target', async () => {
    const noise = await clipOf(join(await tempFolder(), 'noise.mp4'), 2, [
      NOISE.replace('426x240', '640x360'),
    ]);
    const auto = await made(noise, { ...ladder, ladder: 'auto' });
    expect(auto.stream.renditions.map(({ name }) => name)).toEqual(['360p', '240p']);
    expect(auto.report.renditions.flatMap(({ chunks }) => chunks.map(({ crf }) => crf))).toEqual([23, 23]);
    expect(auto.facts).toMatchObject({
      chunksBelowTarget: 2,
      renditions: [
        { name: '360p', chunksBelowTarget: 1, limits: ['bitrate-cap'] },
        { name: '240p', chunksBelowTarget: 1, limits: ['bitrate-cap'] },
      ],
    });
    expect(auto.job.warnings.toSorted()).toEqual([
      'Parts of 240p stay below an SSIM of 0.97: its bitrate cap is reached.',
      'Parts of 360p stay below an SSIM of 0.97: its bitrate cap is reached.',
    ]);
  });

  it('samples once: the same recipe again runs nothing', async () => {
    const source = await clipOf(join(await tempFolder(), 'clip.mp4'), 3, [CALM]);
    const { engine } = await openReal(await tempFolder());
    const recipe = recipeOf({ ...ladder, ladder: 'auto' });
    const first = await process(engine, source, recipe);
    expect(first.job.error).toBeNull();
    const explained = await engine.explainPlan(first.asset.id, recipe);
    if (!explained.ok) throw new Error(explained.error.message);
    expect(explained.value).toMatchObject({ isWhole: true, notes: first.job.notes });
    expect(explained.value.steps.map(({ key }) => key).sort()).toEqual(
      first.job.stepDetails.map(({ key }) => key).sort(),
    );
    expect(new Set(explained.value.steps.map(({ expected }) => expected))).toEqual(new Set(['cached']));
    const unknown = recipeOf({ ...ladder, ladder: 'auto', video: { preset: 'ultrafast', crf: 20 } });
    expect(await engine.explainPlan(first.asset.id, unknown)).toMatchObject({ value: { isWhole: false } });
  });
});
