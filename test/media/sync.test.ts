import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { ffmpeg } from './numbered-clip.ts';
import { openReal, type Processed, process, streamOf } from './real-engine.ts';

const run = promisify(execFile);

const SOUND_HZ = 48_000;
const MILLISECOND = 0.001;
const FFPROBE = globalThis.process.env['FFPROBE_PATH'] ?? 'ffprobe';

interface Clapper {
  readonly name: string;
  readonly seconds: number;
  readonly rate: string;
  readonly sourceHz: number;
  readonly muxer: readonly string[];
}

/** A flash and a beep at the start of every second. */
const makeClapper = async (folder: string, clapper: Clapper): Promise<string> => {
  const { name, seconds, rate, sourceHz, muxer } = clapper;
  const path = join(folder, name);
  const flash = `color=black:size=320x180:rate=${rate}:duration=${seconds},drawbox=color=white:t=fill:enable='lt(mod(t,1),0.05)'`;
  const beep = `aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t,1),0.05)':sample_rate=${sourceHz}:duration=${seconds}`;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', beep],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '75'],
    ...['-c:a', 'aac', '-b:a', '128k', ...muxer, path],
  );
  return path;
};

/** When each beep begins: the first loud sample after silence. */
const beeps = async (path: string): Promise<readonly number[]> => {
  const pcm = await ffmpeg(
    ...['-copyts', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', String(SOUND_HZ)],
    // Silence in front of what starts late and a cut of what starts early: a sample's place is its time on the file's clock.
    ...['-af', 'aresample=async=1:first_pts=0', '-f', 's16le', 'pipe:1'],
  );
  const starts: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (let sample = 0; sample < pcm.length / 2; sample += 1) {
    if (Math.abs(pcm.readInt16LE(sample * 2)) < 8000) continue;
    if (sample - lastLoud > SOUND_HZ / 4) starts.push(sample / SOUND_HZ);
    lastLoud = sample;
  }
  return starts;
};

/** When each flash begins. */
const flashes = async (path: string): Promise<readonly number[]> => {
  const gray = await ffmpeg(
    ...['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'],
    ...['-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', 'pipe:1'],
  );
  const { stdout } = await run(FFPROBE, [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path],
  ]);
  const times = stdout
    .trim()
    .split('\n')
    .map(Number.parseFloat)
    .sort((a, b) => a - b);
  return times.filter((_, picture) => (gray[picture] ?? 0) > 128 && (gray[picture - 1] ?? 0) <= 128);
};

/** When the last picture, or the last sound that is to be heard, of a joined rendition ends. */
const endOf = async (path: string): Promise<number> => {
  const { stdout } = await run(FFPROBE, [
    ...['-v', 'error', '-show_entries', 'stream=start_pts,duration_ts,time_base', '-of', 'json', path],
  ]);
  const [stream] = (JSON.parse(stdout) as { streams: Record<string, number | string>[] }).streams;
  const [num = 0, den = 1] = String(stream?.['time_base']).split('/').map(Number);
  return ((Number(stream?.['start_pts']) + Number(stream?.['duration_ts'])) * num) / den;
};

/** How long after its flash each beep comes. */
const apart = async (picture: string, sound: string): Promise<readonly number[]> => {
  const seen = await flashes(picture);
  const heard = await beeps(sound);
  return Array.from(
    { length: Math.max(seen.length, heard.length) },
    (_, second) => (heard[second] ?? Number.NaN) - (seen[second] ?? Number.NaN),
  );
};

const writeStream = async (engine: Engine, { asset }: Processed, folder: string) => {
  const hls = streamOf(asset);
  const artifact = await engine.store.direct.artifacts.get(hls.artifactDigest);
  const [picture, sound] = [join(folder, 'picture.mp4'), join(folder, 'sound.mp4')];
  await writeRendition(engine, artifact, hls.renditions[0]?.name ?? '', picture);
  await writeRendition(engine, artifact, 'audio', sound);
  return { picture, sound };
};

const clappers: readonly Clapper[] = [
  { name: '30fps.mp4', seconds: 20, rate: '30', sourceHz: 48_000, muxer: [] },
  { name: '2997fps.mkv', seconds: 20, rate: '30000/1001', sourceHz: 44_100, muxer: [] },
  {
    name: 'starts-at-10s.mkv',
    seconds: 17.5,
    rate: '25',
    sourceHz: 48_000,
    muxer: ['-output_ts_offset', '10'],
  },
  { name: '24fps.mov', seconds: 16.4, rate: '24', sourceHz: 32_000, muxer: [] },
];

describe('sound and picture', () => {
  it.each(clappers.map((clapper) => [clapper.name, clapper] as const))(
    'stay together from the first second to the last and end together: %s',
    async (_name, clapper) => {
      const folder = await tempFolder();
      const source = await makeClapper(folder, clapper);
      const { engine } = await openReal(await tempFolder());
      const processed = await process(engine, source);
      expect(processed.job.error).toBeNull();
      const { picture, sound } = await writeStream(engine, processed, folder);

      const asked = processed.asset.probe?.video[0]?.shownSeconds ?? Number.NaN;
      expect(Math.abs((await endOf(picture)) - asked)).toBeLessThan(MILLISECOND);
      expect(Math.abs((await endOf(sound)) - asked)).toBeLessThan(MILLISECOND);

      const [made, wanted] = [await apart(picture, sound), await apart(source, source)];
      expect(made.length).toBe(Math.ceil(clapper.seconds));
      expect(wanted.length).toBe(made.length);
      expect(
        Math.max(...made.map((lag, second) => Math.abs(lag - (wanted[second] ?? Number.NaN)))),
      ).toBeLessThan(MILLISECOND);
    },
  );
});
