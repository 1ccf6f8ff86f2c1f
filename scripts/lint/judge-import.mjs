import { builtinModules } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { projectFolder } from '../toolchain/project.mjs';
import { importTable } from './import-table.mjs';

/**
 * What is wrong with an import, by the import table.
 * @param {string} file Full path of the importing file.
 * @param {string} target What it imports, as written.
 * @returns {string | undefined} Undefined when nothing is.
 */
export const judgeImport = (file, target) => {
  const path = relative(projectFolder, file);
  const [, home, place] = /^((?:packages|apps)\/[^/]+)\/([^/]+)/.exec(path) ?? [];
  if (home === undefined) return undefined;
  const row = importTable[home];
  if (row === undefined) return `${home} has no row in scripts/lint/import-table.mjs`;
  if (/^[./]/.test(target)) return judgePath(home, relative(projectFolder, resolve(dirname(file), target)));
  // Configuration of tools and the like is not part of the program.
  return place === 'src' ? judgePackage(home, row, target, path) : undefined;
};

/**
 * Conformance suites are tests that a port's owner exports.
 * @param {string} path
 */
const isTestCode = (path) =>
  /\.test\.tsx?$/.test(path) || path.startsWith('packages/engine/src/conformance/');

/**
 * @param {string} home
 * @param {string} path Where the import leads, from the project's folder.
 */
const judgePath = (home, path) => {
  const isOwn = path.startsWith(`${home}/`) && !path.includes('node_modules/');
  // The command's launcher sets up the clone it sits in.
  const isLauncher = home === 'apps/cli' && path.startsWith('scripts/toolchain/');
  if (!isOwn && !isLauncher)
    return `${home} reaches out of its folder to ${path}; import the package by its name`;
};

/**
 * @param {string} home
 * @param {import('./import-table.mjs').Row} row
 * @param {string} target
 * @param {string} path Of the importing file, from the project's folder.
 */
const judgePackage = (home, row, target, path) => {
  const isTest = isTestCode(path);
  const mayUseNode = typeof row.node === 'string' ? path.startsWith(`${home}/${row.node}/`) : row.node;
  const own = /^@reelmill\/(.+)$/.exec(target)?.[1];
  const isAllowed =
    own !== undefined
      ? [...row.reelmill, ...(isTest ? (row.inTests ?? []) : [])].includes(own)
      : isTest || (target.startsWith('node:') ? mayUseNode : isLibraryOf(row, target));
  if (!isAllowed) return `${home} may not import ${target} (scripts/lint/import-table.mjs)`;
};

/**
 * @param {import('./import-table.mjs').Row} row
 * @param {string} target
 */
const isLibraryOf = ({ libraries }, target) =>
  libraries === 'any'
    ? !builtinModules.includes(target)
    : libraries.some((library) => target === library || target.startsWith(`${library}/`));
