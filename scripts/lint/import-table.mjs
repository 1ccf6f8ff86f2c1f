/**
 * Who may import what: the table of DESIGN §3, held by the lint rule `reelmill/import-table`.
 *
 * `reelmill` names our packages (and which of their doors). `libraries` lists packages from npm, or is `any`: then
 * package.json is the list, and knip holds it. `node` says whether `node:*` is allowed, or in which folder. A folder without
 * a row may not exist. Tests beside the code may import Node and everything from npm besides.
 *
 * @typedef {{ reelmill: readonly string[], libraries: readonly string[] | 'any', node: boolean | string, inTests?: readonly string[] }} Row
 * @type {Readonly<Record<string, Row>>}
 */
export const importTable = {
  'packages/core': { reelmill: [], libraries: ['zod'], node: false },
  // Bundles of frames are zips.
  'packages/ffmpeg': { reelmill: ['core'], libraries: ['client-zip'], node: true },
  'packages/engine': {
    reelmill: ['core', 'ffmpeg'],
    // Decides which addresses may be connected to; reads zips that clients made.
    libraries: ['request-filtering-agent', 'yauzl'],
    node: true,
    inTests: ['engine/conformance'],
  },
  'packages/adapters': {
    reelmill: ['core', 'engine/ports'],
    libraries: 'any',
    node: true,
    inTests: ['engine/conformance'],
  },
  'packages/client': { reelmill: ['core'], libraries: ['@noble/hashes', 'tus-js-client'], node: 'src/node' },
  'apps/server': {
    reelmill: ['core', 'ffmpeg', 'engine', 'engine/ports', 'adapters', 'client'],
    libraries: 'any',
    node: true,
  },
  'apps/cli': {
    reelmill: [
      'core',
      'ffmpeg',
      'engine',
      'engine/ports',
      'adapters',
      'client',
      'client/node',
      'server',
      'server/main',
    ],
    libraries: 'any',
    node: true,
  },
  'apps/console': { reelmill: ['core', 'client', 'client/browser'], libraries: 'any', node: false },
};
