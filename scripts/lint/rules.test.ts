import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject, toolScript } from '../toolchain/project.mjs';
import { importTable } from './import-table.mjs';

/** Per folder of the import table: what its files may not name. */
const forbiddenImports: Readonly<Record<string, readonly string[]>> = {
  'packages/core': ['node:fs', 'fs', 'fastify', '@reelmill/ffmpeg', '@reelmill/engine', '@reelmill/client'],
  'packages/ffmpeg': ['zod', 'kysely', '@reelmill/engine', '@reelmill/adapters', '@reelmill/server'],
  'packages/engine': [
    'kysely',
    '@aws-sdk/client-s3',
    'bullmq',
    '@reelmill/adapters',
    '@reelmill/server',
    '@reelmill/engine/conformance',
  ],
  'packages/adapters': [
    '@reelmill/ffmpeg',
    '@reelmill/engine',
    '@reelmill/engine/conformance',
    '@reelmill/client',
    '@reelmill/server',
  ],
  'packages/client': ['node:fs', 'react', 'zod', '@reelmill/engine', '@reelmill/ffmpeg', '@reelmill/server'],
  'apps/server': ['@reelmill/console', '@reelmill/cli'],
  'apps/cli': ['@reelmill/console'],
  'apps/console': [
    'node:fs',
    'fs',
    '@reelmill/client/node',
    '@reelmill/engine',
    '@reelmill/ffmpeg',
    '@reelmill/adapters',
    '@reelmill/server',
  ],
};

/** And what they may. */
const allowedImports: Readonly<Record<string, readonly string[]>> = {
  'packages/core': ['zod', './other.ts'],
  'packages/ffmpeg': ['@reelmill/core', 'node:child_process'],
  'packages/engine': ['@reelmill/core', '@reelmill/ffmpeg', 'node:crypto', '../src/other.ts'],
  'packages/adapters': ['@reelmill/core', '@reelmill/engine/ports', 'kysely', 'node:sqlite'],
  'packages/client': ['@reelmill/core', 'tus-js-client', '@noble/hashes/sha2.js'],
  'apps/server': ['@reelmill/core', '@reelmill/engine', '@reelmill/adapters', 'fastify', 'node:http'],
  'apps/cli': ['@reelmill/server', '@reelmill/client', 'commander', 'node:fs'],
  'apps/console': ['@reelmill/client', '@reelmill/client/browser', '@reelmill/core', 'react', 'hls.js'],
};

/** A file to plant, and the rule that has to report it; null when nothing may be reported. */
type Planted = { readonly file: string; readonly code: string; readonly rule: string | null };

const importing = (target: string) => `import { it } from '${target}';\nexport const got = it;\n`;

const plantedRows: readonly (readonly [string, readonly Planted[]])[] = Object.keys(importTable).map(
  (folder) => [
    folder,
    [
      ...(forbiddenImports[folder] ?? []).map((target, index) => ({
        file: `${folder}/src/forbidden-${index}.ts`,
        code: importing(target),
        rule: 'reelmill(import-table)',
      })),
      ...(allowedImports[folder] ?? []).map((target, index) => ({
        file: `${folder}/src/allowed-${index}.ts`,
        code: importing(target),
        rule: null,
      })),
    ],
  ],
);

const floating = 'const work = async () => 1;\nexport const start = () => {\n  work();\n};';

const plantedOthers: readonly Planted[] = [
  ...Object.entries({
    'export-from': `export { it } from 'node:fs';`,
    'import-type': `import type { It } from 'node:fs';\nexport type Got = It;`,
    'inline-import-type': `export type Got = import('node:fs').Stats;`,
    'dynamic-import': `export const got = () => import('node:fs');`,
    'by-path': importing('../../ffmpeg/src/index.ts'),
    'by-path-into-app': importing('../../../apps/server/src/main.ts'),
    'by-path-into-modules': importing('../../../node_modules/fastify/index.js'),
    'in.test': importing('@reelmill/engine'),
  }).map(([name, code]) => ({ file: `packages/core/src/${name}.ts`, code, rule: 'reelmill(import-table)' })),
  { file: 'packages/core/src/own.test.ts', code: importing('node:fs'), rule: null },
  { file: 'packages/adapters/src/own.test.ts', code: importing('@reelmill/engine/conformance'), rule: null },
  { file: 'packages/client/src/node/planted.ts', code: importing('node:fs'), rule: null },
  { file: 'packages/newcomer/src/any.ts', code: importing('zod'), rule: 'reelmill(import-table)' },
  { file: 'packages/core/src/star.ts', code: `export * from 'zod';`, rule: 'reelmill(no-export-star)' },
  {
    file: 'packages/core/src/now.ts',
    code: 'export const t = Date.now();',
    rule: 'eslint(no-restricted-properties)',
  },
  {
    file: 'packages/core/src/dice.ts',
    code: 'export const n = Math.random();',
    rule: 'eslint(no-restricted-properties)',
  },
  { file: 'packages/engine/src/print.ts', code: `console.log('');`, rule: 'eslint(no-console)' },
  { file: 'apps/cli/src/print.ts', code: `console.log('');`, rule: null },
  { file: 'packages/core/src/promise.ts', code: floating, rule: 'typescript(no-floating-promises)' },
  { file: 'packages/core/src/promise.test.ts', code: floating, rule: 'typescript(no-floating-promises)' },
  { file: 'apps/server/src/promise.ts', code: floating, rule: 'typescript(no-floating-promises)' },
  { file: 'test/promise.test.ts', code: floating, rule: 'typescript(no-floating-promises)' },
];

const plantedCycles: readonly Planted[] = Object.entries({
  'cycle-a': `import { b } from './cycle-b.ts';\nexport const a = b;`,
  'cycle-b': `import { a } from './cycle-a.ts';\nexport const b = a;`,
  'type-cycle-a': `import type { B } from './type-cycle-b.ts';\nexport type A = B;`,
  'type-cycle-b': `import type { A } from './type-cycle-a.ts';\nexport type B = A | null;`,
}).map(([name, code]) => ({ file: `packages/engine/src/${name}.ts`, code, rule: 'import(no-cycle)' }));

describe('lint rules', () => {
  let folder: string;
  let reported: ReadonlyMap<string, readonly string[]>;

  /** What the rules said of these files, in the form of what they should have said. */
  const found = (planted: readonly Planted[]) =>
    planted.map(({ file, code, rule }) => {
      const rules = reported.get(file) ?? [];
      return { file, code, rule: rules.find((name) => name === rule) ?? rules[0] ?? null };
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelmill-lint-'));
    await plantProject(folder);
    for (const { file, code } of [
      ...plantedRows.flatMap(([, row]) => row),
      ...plantedOthers,
      ...plantedCycles,
    ]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), code);
    }
    reported = await lint(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(plantedRows)('hold the row of the import table for %s', (row, planted) => {
    expect(forbiddenImports).toHaveProperty([row]);
    expect(allowedImports).toHaveProperty([row]);
    expect(found(planted)).toEqual(planted);
  });

  test('report cycles, of types as well', () => {
    expect(found(plantedCycles)).toEqual(plantedCycles);
  });

  test.each(plantedOthers)('say $rule of $file', (planted) => {
    expect(found([planted])).toEqual([planted]);
  });
});

/** A project that is linted as this one is. */
const plantProject = async (folder: string) => {
  for (const path of ['.oxlintrc.json', 'tsconfig.base.json', 'scripts/lint', 'scripts/toolchain']) {
    await cp(inProject(path), join(folder, path), { recursive: true });
  }
  for (const path of ['packages/core', 'apps/server', 'test']) {
    await mkdir(join(folder, path), { recursive: true });
    await cp(inProject(path, 'tsconfig.json'), join(folder, path, 'tsconfig.json'));
  }
  await symlink(inProject('node_modules'), join(folder, 'node_modules'));
};

/** Which rules reported each file. */
const lint = async (cwd: string) => {
  const output = await new Promise<string>((resolve) => {
    // Its exit code says that there were reports; they are on stdout either way.
    const args = [toolScript('oxlint'), '--format=json', 'packages', 'apps', 'test'];
    execFile(process.execPath, args, { cwd }, (_error, stdout) => resolve(stdout));
  });
  const { diagnostics }: { diagnostics: { filename: string; code: string }[] } = JSON.parse(output);
  const rules = new Map<string, string[]>();
  for (const { filename, code } of diagnostics) rules.set(filename, [...(rules.get(filename) ?? []), code]);
  return rules;
};
