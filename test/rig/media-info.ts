import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The tracks of a file as MediaInfo reads it, the file as a whole (`General`) first. */
export const mediaInfo = async (path: string): Promise<readonly Readonly<Record<string, string>>[]> => {
  const { stdout } = await run('mediainfo', ['--Output=JSON', path]);
  const { media } = JSON.parse(stdout) as {
    readonly media: { readonly track: readonly Readonly<Record<string, string>>[] };
  };
  return media.track;
};
