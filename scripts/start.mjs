// `npm start`: sets up whatever is missing, then serves. Needs nothing but Node 20 and npm.
import { fileURLToPath } from 'node:url';
import { ensureConsole } from './toolchain/ensure-console.mjs';
import { ensureDependencies } from './toolchain/ensure-dependencies.mjs';
import { ensureFfmpeg } from './toolchain/ensure-ffmpeg.mjs';
import { ensureNode } from './toolchain/ensure-node.mjs';
import { setUp } from './toolchain/set-up.mjs';

const help = `npm start: sets up what is missing, then serves the console and the API.

Settings, all from the environment:
  PORT          where to listen; 8080 if not set
  HOST          on which address; 127.0.0.1 if not set, 0.0.0.0 for every network
  DATA_DIR      where videos, results and the database go; ./data if not set
  FFMPEG_PATH   an ffmpeg 5.1 or newer; looked for on the PATH if not set
  FFPROBE_PATH  its ffprobe; looked for beside ffmpeg, then on the PATH`;

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(help);
  process.exit(0);
}

await ensureNode(fileURLToPath(import.meta.url));
if (!(await setUp(ensureDependencies, ensureFfmpeg, ensureConsole))) process.exit(1);
await import('../apps/server/src/main.ts');
