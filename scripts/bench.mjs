// `npm run bench`: sets up whatever is missing, then measures. Arguments go to bench/main.ts.
import { fileURLToPath } from 'node:url';
import { ensureConsole } from './toolchain/ensure-console.mjs';
import { ensureDependencies } from './toolchain/ensure-dependencies.mjs';
import { ensureFfmpeg } from './toolchain/ensure-ffmpeg.mjs';
import { ensureNode } from './toolchain/ensure-node.mjs';
import { setUp } from './toolchain/set-up.mjs';

await ensureNode(fileURLToPath(import.meta.url));
if (!(await setUp(ensureDependencies, ensureFfmpeg, ensureConsole))) process.exit(1);
await import('../bench/main.ts');
