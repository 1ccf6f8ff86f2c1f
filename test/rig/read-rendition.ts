import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Engine } from '@reelmill/engine';
import type { ArtifactRecord } from '@reelmill/engine/ports';

const run = promisify(execFile);

export interface ReadRendition {
  /** As a decoder counts them. */
  readonly frames: number;
  /** When each is shown, ascending, in seconds. */
  readonly times: readonly number[];
  /** Decoding times only grow, as players need it. */
  readonly isInOrder: boolean;
}

/** A rendition of a stream as ffprobe reads its published segments: not by our own counting. */
export const readRendition = async (
  engine: Engine,
  artifact: ArtifactRecord | undefined,
  rendition: string,
): Promise<ReadRendition> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-frames-'));
  try {
    const path = join(folder, 'joined.mp4');
    await writeRendition(engine, artifact, rendition, path);
    const ask = async (...args: readonly string[]): Promise<string> =>
      (
        await run(
          process.env['FFPROBE_PATH'] ?? 'ffprobe',
          ['-v', 'error', '-select_streams', 'v:0', ...args, path],
          { maxBuffer: 2 ** 26 },
        )
      ).stdout;
    const count = await ask('-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0');
    const packets = (await ask('-show_entries', 'packet=pts_time,dts_time', '-of', 'csv=p=0'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(',').map(Number) as [pts: number, dts: number]);
    return {
      frames: Number.parseInt(count, 10),
      times: packets.map(([pts]) => pts).sort((a, b) => a - b),
      isInOrder: packets.every(([, dts], index) => index === 0 || dts > (packets[index - 1]?.[1] ?? 0)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Writes the init segment and all segments of a rendition behind each other: a file that any player opens. */
export const writeRendition = async (
  engine: Engine,
  artifact: ArtifactRecord | undefined,
  rendition: string,
  path: string,
): Promise<void> => {
  const entries = (artifact?.entries ?? [])
    .filter((entry) => /\.(mp4|m4s)$/.test(entry.path) && entry.path.startsWith(`${rendition}/`))
    .sort((a, b) => order(a.path) - order(b.path));
  const parts = await Promise.all(entries.map((entry) => buffer(engine.blobs.read(entry.digest))));
  await writeFile(path, Buffer.concat(parts));
};

/** The init segment first, then by number. */
const order = (path: string): number => Number.parseInt(/(\d+)\.m4s$/.exec(path)?.[1] ?? '0', 10);
