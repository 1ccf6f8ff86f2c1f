import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { VideoTrack } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { publishedFile } from '../rig/published-file.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

const recipe = recipeOf({ kind: 'frames' });
const FRAME_BYTES = 320 * 170 * 2;
/** Longer ones are not decoded a second time. */
const LONGEST_SECONDS = 100;

/** The digest of every frame of a bundle, read by Python's zipfile: not by what wrote it. */
const framesOf = async (path: string): Promise<readonly string[]> => {
  const { stdout } = await run(
    'python3',
    [
      '-c',
      [
        'import sys, hashlib, zipfile',
        'z = zipfile.ZipFile(sys.argv[1])',
        'frames = [i for i in z.infolist() if i.filename.endswith(".rgb")]',
        `assert all(i.file_size == ${FRAME_BYTES} for i in frames)`,
        'assert [i.filename for i in frames] == ["frame_%06d.rgb" % (n + 1) for n in range(len(frames))]',
        'for i in frames: print(hashlib.md5(z.read(i)).hexdigest())',
      ].join('\n'),
      path,
    ],
    { maxBuffer: 2 ** 26 },
  );
  return stdout.trim().split('\n');
};

/** What ffmpeg's own command gives, without anything of ours. */
const reference = async (path: string, { index }: VideoTrack): Promise<readonly string[]> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-v', 'quiet', '-nostdin', '-i', path, '-map', `0:${index}`],
      '-vf',
      'setpts=PTS-STARTPTS,fps=25,scale=320:170:force_original_aspect_ratio=increase,crop=320:170',
      ...['-fps_mode', 'passthrough', '-pix_fmt', 'rgb565le', '-f', 'framemd5', '-'],
    ],
    { maxBuffer: 2 ** 26 },
  );
  return stdout
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');
};

/** Nothing is done to its pictures that ffmpeg would not do by itself. */
const isPlain = (track: VideoTrack): boolean =>
  track.dynamicRange === 'sdr' &&
  track.interlaced === 'progressive' &&
  track.sampleAspectRatio.num === track.sampleAspectRatio.den &&
  !track.hasAlpha &&
  (track.constantFrameRate?.num ?? 0) / (track.constantFrameRate?.den ?? 1) <= 60;

describe('real files become bundles of frames', () => {
  it.each(sharedMedia('good').map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, file.path, recipe);
    if (job.error?.code === 'CODEC_UNSUPPORTED') return expect(job.error.message).toContain('cannot decode');
    const track = asset.probe?.video.find((video) => video.decodable && video.frameCount > 0);
    if (!track) return expect(job.error?.code).toBe('NOT_A_VIDEO');
    expect(job.error).toBeNull();

    const [output] = asset.outputs;
    const frames = await framesOf(await publishedFile(engine, asset, 'frames'));
    expect(output).toMatchObject({ width: 320, height: 170, frameRate: 25, frameCount: frames.length });
    expect(Math.abs(frames.length - track.shownSeconds * 25)).toBeLessThan(2);
    if (track.shownSeconds > LONGEST_SECONDS) return;
    const expected = await reference(file.path, track);
    if (isPlain(track)) expect(frames).toEqual(expected);
    else expect(frames.length).toBe(expected.length);
  });
});
