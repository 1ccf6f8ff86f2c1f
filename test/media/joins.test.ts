import { join } from 'node:path';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { readRendition, writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg, makeNumberedClip, type NumberedClip, psnrByPicture, readNumbers } from './numbered-clip.ts';
import { openReal, openUncut, type Processed, process, streamOf } from './real-engine.ts';

const x264 = (...options: readonly string[]): readonly string[] => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'],
  ...options,
];
const x265 = (parameters: string): readonly string[] => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p'],
  ...['-tag:v', 'hvc1', '-x265-params', `log-level=error:${parameters}`],
];
const film = (overrides: Partial<NumberedClip>): NumberedClip => ({
  name: 'film.mp4',
  seconds: 16,
  rate: '30',
  encode: x264('-g', '45'),
  ...overrides,
});

/** Every third second at half the rate, and no two pictures evenly apart. */
const UNEVEN = `select='gte(mod(t,3),1)+not(mod(n,2))',settb=1/90000,setpts='PTS+(0.3*sin(N))/30/TB'`;
/** Ticks of a camera's clock, so that no rounding evens them out. */
const OWN_CLOCK = ['-enc_time_base', '1:90000', '-video_track_timescale', '90000'];

const clips: readonly (readonly [name: string, clip: NumberedClip])[] = [
  ['30 fps in MP4, with B-frames', film({ encode: x264('-g', '45', '-bf', '3') })],
  [
    'open GOPs of H.264',
    film({ encode: x264('-x264-params', 'open-gop=1:keyint=45:bframes=3:b-pyramid=2') }),
  ],
  ['open GOPs of HEVC', film({ encode: x265('open-gop=1:keyint=50:bframes=4') })],
  ['a variable frame rate in MP4', film({ filters: UNEVEN, encode: x264('-g', '50', ...OWN_CLOCK) })],
  [
    'a variable frame rate in Matroska',
    film({ name: 'film.mkv', filters: UNEVEN, encode: x264('-g', '50', '-enc_time_base', '1:90000') }),
  ],
  ['29.97 fps in Matroska', film({ name: 'film.mkv', rate: '30000/1001' })],
  ['23.976 fps in fragmented MP4', film({ rate: '24000/1001', encode: fragmented('48') })],
  ['60 fps', film({ rate: '60', encode: x264('-g', '100') })],
  ['120 fps, of which every second picture is kept', film({ rate: '120', encode: x264('-g', '200') })],
  ['a keyframe at the start only', film({ encode: x264('-g', '9999', '-sc_threshold', '0') })],
  ['nothing but keyframes', film({ encode: x264('-g', '1') })],
  [
    'a clock that starts at 10 s',
    film({ name: 'film.mkv', encode: x264('-g', '45', '-output_ts_offset', '10') }),
  ],
];

function fragmented(keyframeDistance: string): readonly string[] {
  return x264('-g', keyframeDistance, '-movflags', '+frag_keyframe+empty_moov+default_base_moof');
}

/** 16 s are chunks of 4, 4 and 8 s or so: two joins at least. */
const chunksOf = ({ job }: Processed): number =>
  job.stepDetails.filter((step) => step.kind === 'encode-video').length;

const published = async (engine: Engine, { asset }: Processed) => {
  const hls = streamOf(asset);
  const artifact = await engine.store.direct.artifacts.get(hls.artifactDigest);
  return { artifact, rendition: hls.renditions[0]?.name ?? '' };
};

/** These clips come out at 26 dB and more; a picture that was decoded without its references at less than 20. */
const SOUND_PICTURE_DECIBELS = 24;

/** Cuts the file, joins it, and holds the result against an encode of the whole and against the source. */
const expectNoSeam = async (source: string, folder: string): Promise<void> => {
  const cut = await openReal(await tempFolder());
  const processed = await process(cut.engine, source);
  expect(processed.job.error).toBeNull();
  expect(chunksOf(processed)).toBeGreaterThan(2);
  const { artifact, rendition } = await published(cut.engine, processed);
  const made = await readRendition(cut.engine, artifact, rendition);
  const path = join(folder, 'made.mp4');
  await writeRendition(cut.engine, artifact, rendition, path);

  const uncut = await openUncut(await tempFolder());
  const inOne = await process(uncut.engine, source);
  expect(chunksOf(inOne)).toBe(1);
  const one = await published(uncut.engine, inOne);
  const whole = await readRendition(uncut.engine, one.artifact, one.rendition);

  expect(made.isInOrder).toBe(true);
  expect(made.frames).toBe(whole.frames);
  const farthest = made.times.reduce(
    (most, time, index) => Math.max(most, Math.abs(time - (whole.times[index] ?? Number.NaN))),
    0,
  );
  expect(made.times.length).toBe(whole.times.length);
  expect(farthest).toBeLessThanOrEqual(1e-4);

  const rate = processed.asset.probe?.video[0]?.averageFrameRate;
  const keepOneIn = rate && rate.num / rate.den > 61 ? 2 : 1;
  const wanted = (await readNumbers(source)).filter((_, index) => index % keepOneIn === 0);
  expect(await readNumbers(path)).toEqual(wanted);
  const likeness = await psnrByPicture(path, source, keepOneIn, folder);
  expect(likeness.length).toBe(wanted.length);
  expect(Math.min(...likeness)).toBeGreaterThan(SOUND_PICTURE_DECIBELS);
};

describe('a film that is encoded in chunks has no seams', () => {
  it.each(clips)('%s', async (_name, clip) => {
    const folder = await tempFolder();
    await expectNoSeam(await makeNumberedClip(folder, clip), folder);
  });

  it('an edit list that starts in the middle of a GOP', async () => {
    const folder = await tempFolder();
    const film20 = await makeNumberedClip(folder, film({ name: 'long.mp4', seconds: 20 }));
    const source = join(folder, 'film.mp4');
    await ffmpeg('-ss', '3.3', '-i', film20, '-c', 'copy', source);
    expect((await readNumbers(source))[0]).toBe(99);
    await expectNoSeam(source, folder);
  });
});
