import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Engine } from '@reelmill/engine';
import type { ArtifactRecord } from '@reelmill/engine/ports';

const run = promisify(execFile);

/** Frames of a rendition as ffprobe decodes them from the published segments: not by our own counting. */
export const countFrames = async (
  engine: Engine,
  artifact: ArtifactRecord | undefined,
  rendition: string,
): Promise<number> => {
  const entries = (artifact?.entries ?? []).filter((entry) => entry.path.startsWith(`${rendition}/`));
  const inOrder = [...entries].sort((a, b) => order(a.path) - order(b.path));
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-frames-'));
  try {
    const path = join(folder, 'joined.mp4');
    const parts = await Promise.all(inOrder.map((entry) => buffer(engine.blobs.read(entry.digest))));
    await writeFile(path, Buffer.concat(parts));
    const { stdout } = await run(process.env['FFPROBE_PATH'] ?? 'ffprobe', [
      ...['-v', 'error', '-count_frames', '-select_streams', 'v:0'],
      ...['-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path],
    ]);
    return Number.parseInt(stdout, 10);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The init segment first, then by number. */
const order = (path: string): number => Number.parseInt(/(\d+)\.m4s$/.exec(path)?.[1] ?? '0', 10);
