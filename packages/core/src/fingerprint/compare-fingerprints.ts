import { canonicalJson } from './canonical-json.ts';
import type { FingerprintRecord } from './fingerprint.ts';

/** A field of a fingerprint record that two records disagree on. */
export interface FieldDifference {
  /** As `params.video.crf` or `inputs.source`. */
  readonly field: string;
  /** Undefined where the record has no such field. */
  readonly before: unknown;
  readonly after: unknown;
  /** Of an input that is known by several digests: the positions at which they differ. */
  readonly parts?: readonly number[];
}

/** Why two steps are not the same work: every field that differs, none when they are. */
export const compareFingerprints = (
  before: FingerprintRecord,
  after: FingerprintRecord,
): readonly FieldDifference[] => compareValues('', before, after);

const compareValues = (field: string, before: unknown, after: unknown): readonly FieldDifference[] => {
  if (isDigestList(before) && isDigestList(after) && field.startsWith('inputs.'))
    return compareParts(field, before, after);
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const inside = (name: string): string =>
      Array.isArray(before) ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
    return names.flatMap((name) => compareValues(inside(name), own(before, name), own(after, name)));
  }
  return isSame(before, after) ? [] : [{ field, before, after }];
};

/** A field may be called as something that every object inherits: `toString`. */
const own = (tree: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(tree, name) ? tree[name] : undefined;

const compareParts = (
  field: string,
  before: readonly string[],
  after: readonly string[],
): readonly FieldDifference[] => {
  const parts = Array.from({ length: Math.max(before.length, after.length) }, (_, part) => part).filter(
    (part) => before[part] !== after[part],
  );
  return parts.length === 0 ? [] : [{ field, before, after, parts }];
};

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isDigestList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isSame = (before: unknown, after: unknown): boolean =>
  before === undefined || after === undefined
    ? before === after
    : canonicalJson(before) === canonicalJson(after);
