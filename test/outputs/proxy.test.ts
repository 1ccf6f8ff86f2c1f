import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ffmpeg, makeNumberedClip, type NumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { mediaInfo } from '../rig/media-info.ts';
import { probeFile, topLevelTypes } from '../rig/probe-file.ts';
import { publishedFile } from '../rig/published-file.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const quick = { kind: 'proxy', video: { preset: 'ultrafast' } };

const film = (overrides: Partial<NumberedClip>): NumberedClip => ({
  name: 'film.mp4',
  seconds: 12,
  rate: '30',
  encode: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '45', '-pix_fmt', 'yuv420p'],
  ...overrides,
});

/** What browsers do who bring pictures to a rate: the last one before the middle of the tick (shared browser anchors). */
const chosen = (times: readonly number[], framesPerSecond: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, tick) =>
    times.findLastIndex((time) => time - (times[0] ?? 0) < (tick + 0.5) / framesPerSecond - 1e-6),
  );

describe('a proxy', () => {
  it('is one small MP4 with its index in front, that says what it is', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'source.mov');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25:duration=3'],
      ...['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=3'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', source],
    );
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, recipeOf(quick));
    expect(job.error).toBeNull();
    const [output] = asset.outputs;
    expect(output).toMatchObject({
      kind: 'proxy',
      width: 854,
      height: 480,
      frameRate: 10,
      durationSeconds: 3,
      sourceSizeBytes: asset.source.sizeBytes,
    });
    const path = await publishedFile(engine, asset, 'proxy');
    const { streams, format } = await probeFile(path);
    expect(streams).toMatchObject([
      {
        codec_name: 'h264',
        width: 854,
        height: 480,
        pix_fmt: 'yuv420p',
        avg_frame_rate: '10/1',
        nb_frames: '30',
        start_time: '0.000000',
      },
      { codec_name: 'aac', start_time: '0.000000' },
    ]);
    expect(Number(format.duration)).toBeCloseTo(3, 1);
    expect(await mediaInfo(path)).toMatchObject([
      { Format: 'MPEG-4', IsStreamable: 'Yes' },
      {
        ...{ Format: 'AVC', CodecID: 'avc1', Width: '854', Height: '480' },
        ...{ FrameRate: '10.000', FrameCount: '30', ChromaSubsampling: '4:2:0', BitDepth: '8' },
      },
      { Format: 'AAC', Format_AdditionalFeatures: 'LC' },
    ]);
    expect(await topLevelTypes(path)).toEqual(['ftyp', 'moov', 'free', 'mdat']);
    expect(output?.sizeBytes).toBe(Number(format.size));
  });

  it.each([
    ['30 fps in MP4', film({})],
    ['60 fps, whose pictures lie between two of the proxy', film({ rate: '60' })],
    ['29.97 fps on a clock of milliseconds', film({ name: 'film.mkv', rate: '30000/1001' })],
    [
      'pictures at uneven times',
      film({
        filters: `select='gte(mod(t,3),1)+not(mod(n,2))',settb=1/90000,setpts='PTS+(0.3*sin(N))/30/TB'`,
        encode: [...film({}).encode, '-enc_time_base', '1:90000', '-video_track_timescale', '90000'],
      }),
    ],
  ])('made in chunks shows the pictures a browser would, each at its time: %s', async (_name, clip) => {
    const folder = await tempFolder();
    const source = await makeNumberedClip(folder, clip);
    const recipe = recipeOf({ ...quick, height: 180 });
    const cut = await openReal(await tempFolder());
    const made = await process(cut.engine, source, recipe);
    expect(made.job.error).toBeNull();
    const chunks = made.job.stepDetails.filter((step) => step.kind === 'encode-video');
    expect(chunks.length).toBeGreaterThan(1);

    const path = await publishedFile(cut.engine, made.asset, 'proxy');
    const numbers = await readNumbers(path);
    const sourceNumbers = await readNumbers(source);
    const { times } = await probeFile(source, 'times');
    expect(numbers).toEqual(chosen(times, 10, numbers.length).map((index) => sourceNumbers[index]));
    const proxy = await probeFile(path, 'times');
    expect(proxy.times.every((time, tick) => Math.abs(time - tick / 10) < 1e-6)).toBe(true);
    expect(proxy.times.length).toBe(120);
  });

  it('is not made where the original serves as well, and the job says what to play', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'small.mp4');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=2', '-c:v', 'libx264'],
      ...['-preset', 'ultrafast', '-pix_fmt', 'yuv420p', source],
    );
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, source, recipeOf(quick));
    expect([job.state, asset.state, asset.outputs]).toEqual(['succeeded', 'ready', []]);
    expect(job.notes.join()).toContain('play the original');
  });

  it('of sound alone plays from its beginning', async () => {
    const folder = await tempFolder();
    const source = join(folder, 'song.mp3');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=2', source);
    const { engine } = await openReal(await tempFolder());
    const { asset } = await process(engine, source, recipeOf({ ...quick, layout: 'fragmented' }));
    expect(asset.outputs).toMatchObject([{ kind: 'proxy', width: null, codecs: 'mp4a.40.2' }]);
    const { streams } = await probeFile(await publishedFile(engine, asset, 'proxy'));
    expect(streams.map((stream) => stream.codec_name)).toEqual(['aac']);
  });

  it('has the same bytes every time', async () => {
    const folder = await tempFolder();
    const source = await makeNumberedClip(folder, film({ seconds: 3, rate: '25' }));
    const made = [];
    for (const layout of ['faststart', 'faststart']) {
      const { engine } = await openReal(await tempFolder());
      const { asset } = await process(engine, source, recipeOf({ ...quick, height: 120, layout }));
      made.push(asset.outputs[0]?.artifactDigest);
    }
    expect(made[0]).toBeDefined();
    expect(made[0]).toBe(made[1]);
  });
});
