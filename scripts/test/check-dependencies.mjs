import fs from 'node:fs';
import { inProject } from '../toolchain/project.mjs';

/**
 * @typedef {{
 *   version?: string, resolved?: string, integrity?: string, license?: string, link?: boolean,
 *   dev?: boolean, devOptional?: boolean, hasInstallScript?: boolean,
 * } & Partial<Record<typeof DEPENDENCY_FIELDS[number], Record<string, string>>>} Entry
 * An entry of package-lock.json, by its folder.
 */

/** What may be shipped with Reelmill without asking anybody. */
const LICENCES = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'ISC', 'MIT', 'MPL-2.0', 'Unlicense'],
]);

/** Packages whose package.json names none; read in what they ship. A new version is read again. */
const LICENCES_READ = new Map([['combine-errors@3.0.3', 'MIT']]);

/**
 * Packages that may run a script of theirs when they are installed. None needs to.
 * @type {ReadonlySet<string>}
 */
const INSTALL_SCRIPTS = new Set();

const DEPENDENCY_FIELDS = /** @type {const} */ ([
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
]);

/** Whether every package of the lockfile is what it was when it was chosen, and may be used (docs/decisions/0048). */
export const checkDependencies = async () => {
  const { packages } = JSON.parse(fs.readFileSync(inProject('package-lock.json'), 'utf8'));
  const problems = judgeDependencies(packages);
  return { ok: problems.length === 0, output: problems.join('\n') };
};

/**
 * @param {Record<string, Entry>} packages
 * @returns {readonly string[]} A sentence for each thing that is wrong.
 */
export const judgeDependencies = (packages) =>
  Object.entries(packages).flatMap(([folder, entry]) => [
    ...foreignRanges(folder, entry),
    ...(isOurs(folder) ? [] : judgePackage(folder, entry)),
  ]);

/** @param {string} folder */
const isOurs = (folder) => !folder.includes('node_modules/');

/** @param {string} folder */
const nameOf = (folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * Anything but a range of versions (or another name for one) is fetched from where nobody keeps it unchanged.
 * @param {string} folder
 * @param {Entry} entry
 */
const foreignRanges = (folder, entry) =>
  DEPENDENCY_FIELDS.flatMap((field) =>
    Object.entries(entry[field] ?? {})
      .filter(([, range]) => /[:/]/.test(range.replace(/^npm:(@[\w.-]+\/)?/, '')))
      .map(
        ([name, range]) => `${folder || 'package.json'} wants ${name} from "${range}", not from a registry.`,
      ),
  );

/**
 * @param {string} folder
 * @param {Entry} entry
 */
const judgePackage = (folder, entry) => {
  const { resolved, integrity } = entry;
  if (entry.link) {
    return /^(packages|apps)\/[\w-]+$/.test(resolved ?? '') ? [] : [`${folder} links to "${resolved}".`];
  }
  const name = nameOf(folder);
  const problems = [];
  if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))
    problems.push(`${folder} has no SHA-512 to be checked by.`);
  if (resolved !== undefined && !isTarball(resolved))
    problems.push(`${folder} comes from no registry's tarball.`);
  if (entry.hasInstallScript && !INSTALL_SCRIPTS.has(name))
    problems.push(`${folder} runs a script when installed.`);
  const licence = entry.license ?? LICENCES_READ.get(`${name}@${entry.version}`);
  if (!entry.dev && !isAllowed(licence)) {
    problems.push(
      `${folder} is shipped under ${licence ?? 'no licence it names'}; see scripts/test/check-dependencies.mjs.`,
    );
  }
  return problems;
};

/**
 * The address every registry gives its packages. Absent in our lockfile, which names no host.
 * @param {string} resolved
 */
const isTarball = (resolved) => {
  const url = URL.parse(resolved);
  return url?.protocol === 'https:' && /\/-\/[\w.+-]+\.tgz$/.test(url.pathname);
};

/**
 * An SPDX expression of one operator; whatever is more complicated is for a person to read.
 * @param {string | undefined} expression
 */
const isAllowed = (expression = '') => {
  const words = expression.replace(/^\((.*)\)$/, '$1');
  const isListed = (/** @type {string} */ licence) => LICENCES.has(licence);
  return words.includes(' AND ') ? words.split(' AND ').every(isListed) : words.split(' OR ').some(isListed);
};
