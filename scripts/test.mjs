// `npm test`: sets up whatever is missing, then runs every check and every test. The last line counts both.
import { fileURLToPath } from 'node:url';
import { checks } from './test/checks.mjs';
import { addCounts, countsLine } from './test/counts.mjs';
import { runCheck } from './test/run-check.mjs';
import { runTests } from './test/run-tests.mjs';
import { ensureChromium } from './toolchain/ensure-chromium.mjs';
import { ensureConsole } from './toolchain/ensure-console.mjs';
import { ensureDependencies } from './toolchain/ensure-dependencies.mjs';
import { ensureFfmpeg } from './toolchain/ensure-ffmpeg.mjs';
import { ensureMediaInfo } from './toolchain/ensure-mediainfo.mjs';
import { ensureNode } from './toolchain/ensure-node.mjs';
import { ensureObjectStore } from './toolchain/ensure-object-store.mjs';
import { setUp } from './toolchain/set-up.mjs';

const help = `npm test                    everything: checks, then unit, integration and end-to-end tests
npm test -- <filter> …      only the tests whose file matches; options of vitest may follow
npm test -- --only-checks   formatting, types, lint with the import table, unused code

CHROMIUM_PATH and FFMPEG_PATH name the programs to test with; otherwise they are looked for on the PATH.`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const onlyChecks = args.includes('--only-checks');
const onlyTests = !onlyChecks && args.length > 0;

await ensureNode(fileURLToPath(import.meta.url));
const forTests = onlyChecks
  ? []
  : [ensureFfmpeg, ensureMediaInfo, ensureChromium, ensureObjectStore, ensureConsole];
const hasPackages = await setUp(ensureDependencies);
// Checks need no more than that, and keep the cores busy while the rest is downloaded.
const checking = Promise.all(hasPackages && !onlyTests ? checks.map(runCheck) : []);
const isSetUp = hasPackages && (await setUp(...forTests));
const results = await checking;
if (!isSetUp) results.push({ passed: 0, failed: 1, skipped: 0 });
else if (!onlyChecks) results.push(await runTests(args));

const counts = addCounts(results);
console.log(countsLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
