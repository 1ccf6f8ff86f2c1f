import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset, ValidationReport } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { ended, openReal, process, quick, recipeOf } from '../media/real-engine.ts';
import { jobEnd } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const validate = recipeOf({ kind: 'validation' });

const reportOf = (asset: Asset) => {
  const output = asset.outputs.find(({ kind }) => kind === 'validation');
  if (output?.kind !== 'validation') throw new Error('there is no report');
  return output;
};

const validated = async (source: string) => {
  const { engine } = await openReal(await tempFolder());
  const { asset, job } = await process(engine, source, validate);
  expect([job.state, job.error]).toEqual(['succeeded', null]);
  const report = reportOf(asset);
  const bytes = await readFile(await publishedFile(engine, asset, 'validation'), 'utf8');
  const written = JSON.parse(bytes) as ValidationReport;
  expect(report).toMatchObject({ ...written });
  return written;
};

const codes = (report: ValidationReport): readonly string[] => report.reasons.map(({ code }) => code);

describe('a validation', () => {
  it('finds a whole clip whole, with what came out of each track', async () => {
    const report = await validated(await makeClip(await tempFolder(), { seconds: 2, size: '160x90' }));
    expect([report.verdict, report.reasons]).toEqual(['ok', []]);
    expect(report.tracks).toMatchObject([
      { kind: 'video', codec: 'h264', decodedFrames: 60, errorCount: 0 },
      { kind: 'audio', codec: 'aac', errorCount: 0 },
    ]);
    expect(report.tracks[0]?.endSeconds).toBeCloseTo(2, 2);
  });

  it('says which track is damaged, how often and at which times', async () => {
    const path = await makeClip(await tempFolder(), { seconds: 3, size: '320x180', bitrate: '2M' });
    const bytes = await readFile(path);
    // Well within the pictures, far from the index at the end.
    for (let at = Math.floor(bytes.length / 2); at < bytes.length * 0.6; at += 97) bytes[at] = 0x55;
    await writeFile(path, bytes);
    const report = await validated(path);
    expect(report.verdict).toBe('damaged-but-usable');
    const video = report.tracks.find(({ kind }) => kind === 'video');
    expect(video?.errorCount).toBeGreaterThan(0);
    const [first] = video?.errors ?? [];
    expect(first?.atSeconds).toBeGreaterThan(0.5);
    expect(first?.atSeconds).toBeLessThan(2.5);
    expect(JSON.stringify(report)).not.toMatch(/0x[0-9a-f]{6,}|\/in\/source|\/blobs\//);
  });

  it('finds a file that was cut off, and sound that ends before the picture', async () => {
    const folder = await tempFolder();
    const clip = await makeClip(folder, { seconds: 3, size: '160x90' });
    const cut = join(folder, 'cut.mp4');
    await ffmpeg('-i', clip, '-c', 'copy', '-movflags', '+faststart', cut);
    await truncate(cut, Math.floor((await readFile(cut)).length / 2));
    const report = await validated(cut);
    expect(report.verdict).toBe('damaged-but-usable');
    expect(codes(report)).toContain('TRUNCATED');

    const uneven = join(folder, 'uneven.mkv');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=10:duration=4'],
      ...['-f', 'lavfi', '-i', 'sine=duration=1', '-c:v', 'libx264', '-preset', 'ultrafast', uneven],
    );
    expect(codes(await validated(uneven))).toEqual(['LENGTHS_DIFFER']);
  });

  it.each([
    ['text', 'These are words.', 'NOT_MEDIA'],
    ['nothing', '', 'MEDIA_EMPTY'],
  ])('of %s is a report too, not a job that failed', async (_name, content, code) => {
    const path = join(await tempFolder(), 'film.mp4');
    await writeFile(path, content);
    const report = await validated(path);
    expect([report.verdict, codes(report)]).toEqual(['unusable', [code]]);
    expect(report.tracks).toEqual([]);
  });

  it('stands beside what an asset shows, and takes nothing of it away', async () => {
    const source = await makeClip(await tempFolder(), { seconds: 1, size: '160x90' });
    const { engine } = await openReal(await tempFolder());
    const { asset } = await process(engine, source, quick);
    const created = await engine.createJob(asset.id, validate);
    if (!created.ok) throw new Error(created.error.message);
    await jobEnd(engine, created.value.id);
    const after = await ended(engine, asset.id, created.value.id);
    expect(after.asset.versionId).toBe(asset.versionId);
    expect(after.asset.outputs.map(({ kind }) => kind).toSorted()).toEqual(['hls', 'poster', 'validation']);
    expect(after.asset.state).toBe('ready');
  });
});

describe('a probe alone', () => {
  it('ends with the facts of the file known, and makes nothing', async () => {
    const source = await makeClip(await tempFolder(), { seconds: 1, size: '160x90' });
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, recipeOf({ kind: 'probe' }));
    expect(job.stepDetails.map(({ kind }) => kind)).toEqual(['probe']);
    expect(asset).toMatchObject({ state: 'ready', outputs: [], probe: { video: [{ displayWidth: 160 }] } });
  });
});
