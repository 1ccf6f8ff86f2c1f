import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where Node 24 goes on machines with an older one; ignored by git. */
export const toolchainFolder = join(projectFolder, '.toolchain');

/**
 * A path inside the clone.
 * @param {...string} parts
 */
export const inProject = (...parts) => join(projectFolder, ...parts);

/**
 * The start script of a tool that npm installed; run it with Node.
 * @param {string} name
 */
export const toolScript = (name) => inProject('node_modules', '.bin', name);
