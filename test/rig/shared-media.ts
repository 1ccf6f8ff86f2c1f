import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../shared/media');

/** A row of the corpus: the file and what is known about it. */
export interface MediaFile {
  readonly name: string;
  readonly path: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** The corpus that lies beside the checkout, or nothing where there is none. */
export const sharedMedia = (kind: 'good' | 'bad'): readonly MediaFile[] => {
  const folder = join(FOLDER, kind);
  if (!existsSync(join(folder, 'MANIFEST.tsv'))) return [];
  const [head = '', ...lines] = readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const facts = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
    const name = facts['file'] ?? '';
    return { name, path: join(folder, name), facts };
  });
};
