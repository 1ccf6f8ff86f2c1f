import fs from 'node:fs';
import { join } from 'node:path';
import { inProject, projectFolder } from '../toolchain/project.mjs';

/** Where test/tsconfig.json takes it in; below the clone, so that imports are found as from a package of it. */
const folder = inProject('node_modules', '.cache', 'docs-code');

/** Writes every block of TypeScript that users read to a file of its own, named after where it stands, to be type-checked. */
export const writeDocsCode = () => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const files = ['docs/*.md', 'docs/outputs/*.md', 'packages/*/README.md'];
  for (const file of fs.globSync(files, { cwd: projectFolder })) {
    const text = fs.readFileSync(inProject(file), 'utf8');
    for (const { index, 1: code } of text.matchAll(/^```ts\n(.*?)^```/gms)) {
      const line = text.slice(0, index).split('\n').length;
      fs.writeFileSync(join(folder, `${file.replaceAll('/', '-')}-${line}.ts`), `${code}\nexport {};\n`);
    }
  }
};
