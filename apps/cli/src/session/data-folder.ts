import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the command line keeps what it made, so that the next run finds it: `DATA_DIR`, or the user's cache folder. */
export const dataFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env['DATA_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reelmill'));
