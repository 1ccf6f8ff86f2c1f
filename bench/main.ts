import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable, type Row } from './report.ts';
import { SECTIONS } from './sections.ts';

/** `npm run bench -- [section…]`: all of them unless some are named. */

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SECTIONS);
const unknown = chosen.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  const names = Object.keys(SECTIONS).join(', ');
  process.stderr.write(`bench: there is no section ${unknown.join(', ')}. There are ${names}.\n`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'reelmill-bench-'));
try {
  const rows: Row[] = [];
  for (const name of chosen) {
    process.stderr.write(`bench: ${name}\n`);
    const own = join(folder, name);
    await mkdir(own);
    rows.push(...((await SECTIONS[name]?.(own)) ?? []));
    await rm(own, { recursive: true });
  }
  process.stdout.write(`${formatTable(rows)}\n`);
  const result = { measuredAt: new Date().toISOString(), sections: chosen, rows };
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'latest.json'), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
