// `npm run test:corpus -- [filter]`: every preset over every shared media file. Takes long; `npm test` has a few of each.
import { fileURLToPath } from 'node:url';
import { countsLine } from './test/counts.mjs';
import { runTests } from './test/run-tests.mjs';
import { ensureDependencies } from './toolchain/ensure-dependencies.mjs';
import { ensureFfmpeg } from './toolchain/ensure-ffmpeg.mjs';
import { ensureMediaInfo } from './toolchain/ensure-mediainfo.mjs';
import { ensureNode } from './toolchain/ensure-node.mjs';
import { inProject } from './toolchain/project.mjs';
import { setUp } from './toolchain/set-up.mjs';

await ensureNode(fileURLToPath(import.meta.url));
if (!(await setUp(ensureDependencies, ensureFfmpeg, ensureMediaInfo))) process.exit(1);
const counts = await runTests([
  '--config',
  inProject('test/corpus/vitest.config.ts'),
  ...process.argv.slice(2),
]);
console.log(countsLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
