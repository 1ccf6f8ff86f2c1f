import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ProbedFile {
  readonly streams: readonly Readonly<Record<string, string | number>>[];
  readonly format: Readonly<Record<string, string>>;
  /** When each picture is shown, ascending, in seconds; asked for by `times`. */
  readonly times: readonly number[];
}

/** A file as ffprobe reads it: not by our own probe. */
export const probeFile = async (path: string, also?: 'times'): Promise<ProbedFile> => {
  const packets = also === 'times' ? ['-show_entries', 'packet=pts_time', '-select_streams', 'v:0'] : [];
  const { stdout } = await run(
    process.env['FFPROBE_PATH'] ?? 'ffprobe',
    ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', ...packets, path],
    { maxBuffer: 2 ** 26 },
  );
  const read = JSON.parse(stdout) as Omit<ProbedFile, 'times'> & {
    readonly packets?: readonly { readonly pts_time: string }[];
  };
  const times = (read.packets ?? []).map((packet) => Number(packet.pts_time)).sort((a, b) => a - b);
  return { ...read, times };
};

/** The types of a file's outermost boxes, in order. */
export const topLevelTypes = async (path: string): Promise<readonly string[]> => {
  const bytes = await readFile(path);
  const types: string[] = [];
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(offset);
    types.push(bytes.toString('latin1', offset + 4, offset + 8));
    offset += size === 1 ? Number(bytes.readBigUInt64BE(offset + 8)) : size;
  }
  return types;
};
