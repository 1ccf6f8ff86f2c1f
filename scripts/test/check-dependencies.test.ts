import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inProject } from '../toolchain/project.mjs';
import { judgeDependencies } from './check-dependencies.mjs';

const integrity = `sha512-${'A'.repeat(86)}==`;
const honest = { version: '1.0.0', integrity, license: 'MIT' };
const judge = (entry: object, folder = 'node_modules/left') => judgeDependencies({ [folder]: entry });

describe('judgeDependencies', () => {
  test('has nothing against our own lockfile', () => {
    const { packages } = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(judgeDependencies(packages)).toEqual([]);
  });

  test.each([
    ['a package without a checksum', { ...honest, integrity: undefined }],
    ['a checksum that proves nothing', { ...honest, integrity: `sha1-${'A'.repeat(27)}=` }],
    ['a repository', { ...honest, resolved: 'git+ssh://git@host.example/left.git#abc' }],
    ['an address without TLS', { ...honest, resolved: 'http://host.example/left/-/left-1.0.0.tgz' }],
    ['an address of no registry', { ...honest, resolved: 'https://host.example/left.tgz' }],
    ['a file', { ...honest, resolved: 'file:../left.tgz' }],
    ['a link out of the workspace', { link: true, resolved: '../left' }],
    ['a script run when installed', { ...honest, hasInstallScript: true }],
    ['no licence', { ...honest, license: undefined }],
    ['a licence that binds what it is shipped with', { ...honest, license: 'AGPL-3.0-only' }],
    ['two licences of which one is not allowed', { ...honest, license: '(MIT AND GPL-3.0-only)' }],
    ['a licence too complicated to judge', { ...honest, license: '(GPL-2.0 OR MIT) AND GPL-3.0' }],
    ['a dependency of its own from elsewhere', { ...honest, dependencies: { x: 'github:some/one' } }],
    ['an optional dependency from elsewhere', { ...honest, optionalDependencies: { x: 'some/one' } }],
  ])('refuses %s', (_what, entry) => {
    expect(judge(entry)).toHaveLength(1);
    expect(judge(entry, 'node_modules/other/node_modules/@scope/left')).toHaveLength(1);
  });

  test('refuses what our own packages want from elsewhere', () => {
    for (const range of ['git+https://host.example/x.git', 'file:../x', 'https://host.example/x.tgz']) {
      expect(judge({ devDependencies: { x: range } }, '')).toEqual([
        expect.stringContaining('package.json wants x'),
      ]);
    }
  });

  test.each([
    ['a registry’s tarball', { ...honest, resolved: 'https://host.example/mirror/@a/left/-/left-1.0.0.tgz' }],
    ['a choice of licences', { ...honest, license: '(GPL-3.0-only OR MIT)' }],
    ['any licence of what is never shipped', { ...honest, license: 'GPL-3.0-only', dev: true }],
    ['another name for a package', { ...honest, dependencies: { x: 'npm:@a/left@^1 || >=2.1.0-rc.1' } }],
    ['our own packages', { link: true, resolved: 'packages/core' }],
  ])('accepts %s', (_what, entry) => {
    expect(judge(entry)).toEqual([]);
  });
});
