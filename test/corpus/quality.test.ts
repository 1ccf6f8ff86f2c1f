import { describe, expect, it } from 'vitest';
import { process as make, openReal, recipeOf } from '../media/real-engine.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** Rotated, interlaced, HDR, VFR, odd sizes, other pixels than square, cut from the middle, sound alone. */
const HARD = [
  'h264-rot270-720p-2997.mp4',
  'interlaced-avchd-1080i-tff-ac3-pgs-sony-a7m3.mts',
  'av1-10bit-hdr10-720x1280-portrait.mp4',
  'h264-mov-vfr-640x480-seven-second.mov',
  'vp9-odd-161x121.webm',
  'sar2x1-h264-640x360.mp4',
  'sar1137-800-start10s-editlist-h264-bframes.mp4',
  'vp9-opus-negstart-320x240-bear.webm',
  'single-frame-vp8.webm',
  'audio-only-mp3-id3.mp3',
];
/** Pictures at uneven times, keyframes far apart, a pan in the last seconds, and what gets worse after the first two. */
const CHOSEN_FOR = [
  'h264-mov-vfr-640x480-seven-second.mov',
  'long-gop-24s-480p-vfr.mp4',
  'hevc-main-720p-10s-foreman.mp4',
  '960x540-h264-flower-cc0.mp4',
];
const stream = { kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } };

describe.each(sharedMedia('good').filter(({ name }) => HARD.includes(name)))('$name', ({ name, path }) => {
  it('is measured picture by picture', async () => {
    const { engine } = await openReal(await tempFolder());
    const { job, asset } = await make(engine, path, recipeOf(stream, { kind: 'quality' }));
    expect(job.error).toBeNull();
    const quality = asset.outputs.find((output) => output.kind === 'quality');
    if (quality?.kind !== 'quality') throw new Error('there is no report');
    expect(quality.renditions).toHaveLength(name.startsWith('audio-only') ? 0 : 1);
    // Of a picture and its neighbour it would be far less.
    for (const { ssim } of quality.renditions) expect(ssim).toBeGreaterThan(0.85);
  });
});

describe.each(sharedMedia('good').filter(({ name }) => CHOSEN_FOR.includes(name)))('$name', ({ path }) => {
  it('has a ladder chosen from samples, whose every chunk reaches the target', async () => {
    const { engine } = await openReal(await tempFolder());
    const { job, asset } = await make(
      engine,
      path,
      recipeOf({ kind: 'hls', rungs: [240], ladder: 'auto' }, { kind: 'quality' }),
    );
    expect(job.error).toBeNull();
    expect(job.notes.join()).toContain('by samples of the source');
    expect(asset.outputs.find(({ kind }) => kind === 'quality')).toMatchObject({
      targetSsim: 0.97,
      chunksBelowTarget: 0,
    });
  });
});
