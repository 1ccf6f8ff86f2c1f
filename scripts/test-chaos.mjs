// `npm run test:chaos -- [kills] [seed]`: sets up whatever is missing, then kills servers at random moments.
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './toolchain/ensure-dependencies.mjs';
import { ensureFfmpeg } from './toolchain/ensure-ffmpeg.mjs';
import { ensureNode } from './toolchain/ensure-node.mjs';
import { inProject } from './toolchain/project.mjs';
import { runCommand, stoppable } from './toolchain/run-command.mjs';
import { setUp } from './toolchain/set-up.mjs';

await ensureNode(fileURLToPath(import.meta.url));
if (!(await setUp(ensureDependencies, ensureFfmpeg))) process.exit(1);
const chaos = [inProject('test/crash/chaos.ts'), ...process.argv.slice(2)];
const { ok } = await stoppable(() => runCommand(process.execPath, chaos, { show: true }));
process.exitCode = ok ? 0 : 1;
