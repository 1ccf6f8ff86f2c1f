import fs from 'node:fs';
import { inProject, projectFolder, toolScript } from '../toolchain/project.mjs';
import { runCommand } from '../toolchain/run-command.mjs';
import { writeDocsCode } from './write-docs-code.mjs';

/**
 * Type-checks every project that tsconfig.json lists, with the code in the documentation, and reports sources that belong
 * to none: those would never be checked, and nothing else would tell.
 *
 * Not `tsc --build`: it takes a project as up to date when only a package it imports has changed.
 */
export const checkTypes = async () => {
  writeDocsCode();
  const { references } = JSON.parse(fs.readFileSync(inProject('tsconfig.json'), 'utf8'));
  const projects = references.map((/** @type {{ path: string }} */ { path }) => path);
  const errors = new Set();
  const checked = new Set();
  const worker = async () => {
    for (let project = projects.shift(); project !== undefined; project = projects.shift()) {
      for (const line of await typeCheck(project)) (line.startsWith('/') ? checked : errors).add(line);
    }
  };
  await Promise.all([worker(), worker()]);
  for (const file of sourceFiles()) {
    if (!checked.has(inProject(file))) errors.add(`${file} is in no project that tsconfig.json lists`);
  }
  return { ok: errors.size === 0, output: [...errors].join('\n') };
};

/**
 * @param {string} project
 * @returns {Promise<string[]>} Lines: full paths of the files it checked, and its errors.
 */
const typeCheck = async (project) => {
  const args = ['--project', project, '--listFiles', '--pretty', 'false'];
  const { output } = await runCommand(process.execPath, [toolScript('tsc'), ...args]);
  return output.split('\n').filter((line) => line !== '');
};

const notOurs = new Set(['node_modules', 'dist', 'data', '.toolchain', '.git', '.artifacts']);

const sourceFiles = () =>
  fs.globSync('**/*.{ts,tsx,mts,js,mjs}', {
    cwd: projectFolder,
    exclude: (name) => notOurs.has(name.split('/').at(-1) ?? name),
  });
